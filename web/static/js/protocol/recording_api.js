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

/** @param {string} callId @param {string} partId one voice of it */
export function partUrl(callId, partId) {
  return `/api/calls/${encodeURIComponent(callId)}/recording?part=${encodeURIComponent(partId)}`;
}

/** Why what was to be played is not: one byte is asked for, since a player never says. @param {string} url @param {AbortSignal} signal @returns {Promise<string>} a stable code */
export async function whyNotPlayed(url, signal) {
  try {
    const answer = await fetch(url, { credentials: 'same-origin', headers: { Range: 'bytes=0-0' }, signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
    if (answer.ok) return 'recording_damaged'; // it is given, and cannot be played
    const { code } = await answer.json();
    return typeof code === 'string' ? code : 'unavailable';
  } catch {
    return 'offline';
  }
}
