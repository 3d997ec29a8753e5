/**
 * The statement of non-receipt over REST: by its link, or in the call by the token of the call's page.
 */

import { rest } from './rest.js';

/** @typedef {{state: string, locale: string, title: string, lines: string[], text_sha256: string}} StatementSheet */
/** @typedef {{answer: 'confirmed' | 'arrived', locale: string, text_sha256: string | null, signed_name: string | null, own_words: string}} Confirmation */
/**
 * @typedef {object} StatementWay
 * @property {(locale: string) => Promise<StatementSheet>} read
 * @property {(said: Confirmation) => Promise<void>} answer
 */

/** @param {string} secret @param {AbortSignal} signal @returns {StatementWay} */
export function byLink(secret, signal) {
  return {
    read: (locale) => rest('POST', '/api/statements', { body: { secret, locale }, signal }),
    answer: (said) => rest('POST', '/api/statements/answer', { body: { secret, confirmation: said }, signal }),
  };
}

/** @param {string} callId @param {() => string} token this page's own, as it is now @param {AbortSignal} signal @returns {StatementWay} */
export function inCall(callId, token, signal) {
  const path = `/api/calls/${encodeURIComponent(callId)}/statement`;
  return {
    read: (locale) => rest('GET', `${path}?locale=${encodeURIComponent(locale)}`, { token: token(), signal }),
    answer: (said) => rest('POST', path, { body: said, token: token(), signal }),
  };
}
