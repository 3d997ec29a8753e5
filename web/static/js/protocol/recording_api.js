/**
 * A recording over REST: where it is played from, where its MP3 is, and how loud it was.
 */

import { RestError } from './rest.js';

const WITHIN_MS = 15_000;

/** @param {string} callId @param {string} recordingId the whole recording */
export function recordingUrl(callId, recordingId) {
  return `/api/calls/${encodeURIComponent(callId)}/recording?recording=${encodeURIComponent(recordingId)}`;
}

/** @param {string} callId @param {string} recordingId */
export function mp3Url(callId, recordingId) {
  return `/api/calls/${encodeURIComponent(callId)}/recording/mp3?recording=${encodeURIComponent(recordingId)}`;
}

/** @param {string} callId @param {string} recordingId @param {AbortSignal} signal @returns {Promise<ArrayBuffer>} see `state/waveform.js` */
export async function readPeaks(callId, recordingId, signal) {
  const path = `/api/calls/${encodeURIComponent(callId)}/recording/peaks?recording=${encodeURIComponent(recordingId)}`;
  const answer = await fetch(path, { credentials: 'same-origin', signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
  if (!answer.ok) throw new RestError('unavailable', answer.status);
  return answer.arrayBuffer();
}
