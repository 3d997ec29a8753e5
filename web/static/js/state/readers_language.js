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
    const found = wish && nearest(known, wish.toLowerCase());
    if (found) return found;
  }
  return null;
}

/**
 * Itself, else the same language as it is written elsewhere: `zh-Hant` finds `zh`, `pt` and `pt-PT` find `pt-BR`.
 *
 * @template {string} Known
 * @param {readonly Known[]} known
 * @param {string} wish in small letters
 */
function nearest(known, wish) {
  return known.find((name) => name.toLowerCase() === wish) ?? known.find((name) => language(name) === language(wish));
}

/** @param {string} tag */
function language(tag) {
  return tag.split('-')[0];
}
