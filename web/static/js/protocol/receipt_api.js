/**
 * The customer's receipt over REST: its link by the token of the call's page, what stands behind it by the link's own secret.
 */

import { rest, RestError } from './rest.js';

/** @typedef {'sound' | 'picture'} Medium */
/** @typedef {{id: string, number: number, seconds: number, media: Medium[]}} ReceiptPart */
/**
 * @typedef {object} ReceiptDecision
 * @property {string} at
 * @property {import('./wire.js').Purpose} purpose
 * @property {import('./wire.js').Decision} decision
 * @property {Medium[]} media
 * @property {string | null} retention
 * @property {string} wording_sha256
 * @property {number | null} sequence
 * @property {string} sha256
 */
/**
 * @typedef {object} ReceiptText
 * @property {string} sha256
 * @property {string} locale
 * @property {string} title
 * @property {string} introduction
 * @property {Partial<Record<import('./wire.js').Purpose, string>>} purposes
 * @property {string} reassurance
 * @property {string} text byte by byte what `sha256` is of
 */
/** @typedef {{whose: 'own' | 'theirs', name: string, media: Medium[]}} ReceiptKept as the files have it */
/** @typedef {{opened_at: string, stopped_at: string | null, state: 'open' | 'stopped' | 'discarded', delete_on: string, held: boolean, finished: boolean, kept: ReceiptKept[], parts: ReceiptPart[]}} ReceiptRecording */
/**
 * @typedef {object} Receipt
 * @property {string} case_reference
 * @property {string} call_id
 * @property {string} name
 * @property {string | null} talk_from
 * @property {string | null} talk_to
 * @property {string} made_at
 * @property {string | null} expires_at
 * @property {boolean} asked whether anybody wished to record, answered or not
 * @property {ReceiptDecision[]} decisions
 * @property {ReceiptText[]} texts
 * @property {ReceiptRecording[]} recordings
 * @property {boolean} whole
 */

const FETCHED_WITHIN_MS = 120_000;

/** Where this customer's receipt of the call is. @param {string} callId @param {string} token this page's own @param {AbortSignal} signal @returns {Promise<string>} */
export async function makeReceiptLink(callId, token, signal) {
  return (await rest('POST', `/api/calls/${encodeURIComponent(callId)}/receipt`, { token, signal })).receipt_url;
}

/** @param {string} secret @param {AbortSignal} signal @returns {Promise<Receipt>} */
export const readReceipt = (secret, signal) => rest('POST', '/api/receipts', { body: { secret }, signal });

/** What was recorded of oneself, as a file of the type it has. @param {string} secret @param {string} part @param {AbortSignal} signal @returns {Promise<Blob>} */
export async function fetchOwnPart(secret, part, signal) {
  const answer = await fetch('/api/receipts/recording', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret, part }),
    credentials: 'same-origin',
    signal: AbortSignal.any([signal, AbortSignal.timeout(FETCHED_WITHIN_MS)]),
  });
  if (!answer.ok) throw new RestError('unavailable', answer.status);
  return answer.blob();
}
