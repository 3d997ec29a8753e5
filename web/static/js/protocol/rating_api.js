/**
 * The customer's word about a call over REST, by the token of the call's page.
 */

import { RestError } from './rest.js';

/** @typedef {{solved: 'yes' | 'partly' | 'no' | null, feeling: 'good' | 'mixed' | 'bad' | null}} Rating */

const WITHIN_MS = 15_000;

/** The newer word holds. @param {string} callId @param {string} token @param {Rating} rating @param {AbortSignal} signal */
export async function rateCall(callId, token, rating, signal) {
  const answer = await fetch(`/api/calls/${encodeURIComponent(callId)}/rating`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(rating),
    credentials: 'same-origin',
    signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
  });
  if (!answer.ok) throw new RestError('unavailable', answer.status);
}
