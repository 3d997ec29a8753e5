/**
 * The customer's own copy over REST: what stands behind its link, by the link's own secret.
 */

import { rest } from './rest.js';

/** @typedef {{kind: 'reship' | 'refund' | 'compensation' | 'other', amount: string | null, currency: string | null, text: string}} CopyAgreed */
/** @typedef {{by: 'us' | 'you', text: string, until: string | null, time_zone: string | null, state: 'open' | 'kept' | 'broken'}} CopyPromise */
/**
 * @typedef {object} CustomerCopy
 * @property {string} case_reference
 * @property {string} title
 * @property {string} name
 * @property {string | null} talk_from
 * @property {string | null} talk_to
 * @property {CopyAgreed[]} agreed
 * @property {CopyPromise[]} promises
 * @property {string} made_at
 * @property {string | null} expires_at
 * @property {string} words_in
 */

/** @param {string} secret @param {AbortSignal} signal @returns {Promise<CustomerCopy>} */
export const readCopy = (secret, signal) => rest('POST', '/api/copies', { body: { secret }, signal });
