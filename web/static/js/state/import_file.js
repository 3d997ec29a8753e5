/**
 * What a file is, by its name. Pure.
 */

const KINDS = /** @type {const} */ ({ csv: 'csv', tsv: 'csv', txt: 'csv', jsonl: 'jsonl', ndjson: 'jsonl', xlsx: 'xlsx' });

/** For the file dialog. */
export const ENDINGS = Object.keys(KINDS).map((ending) => `.${ending}`).join(',');

/** @param {string} name @returns {'csv' | 'jsonl' | 'xlsx' | null} null: none that is read */
export function kindOf(name) {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(KINDS, ending) ? KINDS[/** @type {keyof typeof KINDS} */ (ending)] : null;
}
