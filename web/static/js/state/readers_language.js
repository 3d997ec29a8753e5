/**
 * The language to begin with, when the reader has not chosen one by hand. Pure.
 */

/**
 * @template {string} Known
 * @param {readonly Known[]} known
 * @param {readonly (string | null | undefined)[]} wishes language tags, the dearest first
 * @returns {Known | null}
 */
export function firstKnown(known, wishes) {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split('-')[0];
    const found = known.find((name) => name === language);
    if (found) return found;
  }
  return null;
}
