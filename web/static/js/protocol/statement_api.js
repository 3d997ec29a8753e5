/**
 * The statement of non-receipt over REST: by its link, or in the call by the token of the call's page.
 */

import { rest, RestError } from './rest.js';

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
  const ask = async (/** @type {string} */ url, /** @type {RequestInit} */ init = {}) => {
    const answer = await fetch(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token()}` }, credentials: 'same-origin', signal });
    const text = await answer.text();
    if (!answer.ok) throw refused(answer.status, text);
    return JSON.parse(text);
  };
  return {
    read: (locale) => ask(`${path}?locale=${encodeURIComponent(locale)}`),
    answer: (said) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said) }),
  };
}

/** @param {number} status @param {string} text */
function refused(status, text) {
  try {
    return new RestError(JSON.parse(text).code, status);
  } catch {
    return new RestError('unavailable', status);
  }
}
