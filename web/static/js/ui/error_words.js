/**
 * What went wrong in the reader's words, and what to do next. Switches on the code alone; the server's own text is for logs.
 */

import { hasWords, t } from './words.js';

/** @param {unknown} error @returns {string} one or two sentences */
export function wordsForError(error) {
  const code = /** @type {{code?: unknown} | null} */ (error)?.code;
  return wordsForCode(typeof code === 'string' ? code : 'internal');
}

/** @param {string} code @returns {string} */
export function wordsForCode(code) {
  const known = hasWords(`error.${code}`) ? code : 'internal';
  return `${t(`error.${known}`)} ${t(`error.${known}.next`)}`;
}
