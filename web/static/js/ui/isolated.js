/**
 * What is filled into a sentence and runs the other way than it does: an Arabic name in English, a reference or a time in
 * Arabic. Unicode's isolates (UAX 9, FSI and PDI) keep it whole, and keep it from turning the words around it.
 */

const ISOLATE = '\u2068';
const END = '\u2069';
/** Hebrew, Arabic, Syriac, Thaana and their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** @param {string} value @param {'ltr' | 'rtl'} direction of the sentence */
export function isolated(value, direction) {
  const turns = direction === 'rtl' || RIGHT_TO_LEFT.test(value);
  return turns && value !== '' ? `${ISOLATE}${value}${END}` : value;
}
