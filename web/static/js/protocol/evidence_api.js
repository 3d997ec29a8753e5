/**
 * Photos and documents over REST: sent with their progress, and fetched to be shown. A customer comes by the token of the
 * page, everybody else by the cookie.
 */

import { RestError } from './rest.js';

/** @typedef {import('./wire.js').ErrorCode} ErrorCode */
/** @typedef {import('./desk.js').EvidenceRecord} EvidenceRecord */
/** @typedef {{reference: string, token?: string}} Door */
/**
 * @typedef {object} Upload
 * @property {Blob} file
 * @property {string} name
 * @property {string} sha256 of `file`, in hexadecimal
 * @property {boolean} [keepPlace] what tells where it was taken is left in it
 * @property {string | null} [requestId] what it answers
 * @property {string | null} [callId] of an agent's own call
 * @property {{locale: string, sha256: string}} [agreed] what a customer had read when they sent it
 * @property {(fraction: number) => void} [progress] 0 to 1
 * @property {AbortSignal} signal
 */

const SILENT_MS = 30_000;

/**
 * The same file again is no second one: it may be sent until an answer comes.
 *
 * @param {Door} door
 * @param {Upload} upload
 * @param {typeof XMLHttpRequest} [Request] `fetch` tells nothing of what has gone out
 * @returns {Promise<EvidenceRecord>} rejected with a RestError, or with the signal's reason
 */
export function uploadEvidence(door, { file, name, sha256, keepPlace = false, requestId, callId, agreed, progress = () => {}, signal }, Request = XMLHttpRequest) {
  const said = new URLSearchParams({ name: name.slice(0, 255), sha256, keep_place: String(keepPlace) });
  if (requestId) said.set('request_id', requestId);
  if (callId) said.set('call_id', callId);
  if (agreed) said.set('agreed_locale', agreed.locale);
  if (agreed) said.set('agreed_sha256', agreed.sha256);
  return new Promise((resolve, reject) => {
    const request = new Request();
    const silent = deadline(() => fail(new RestError('deadline', 0)));
    const done = () => {
      silent.clear();
      signal.removeEventListener('abort', stopped);
    };
    const fail = (/** @type {unknown} */ error) => {
      done();
      reject(error);
      request.abort();
    };
    const stopped = () => fail(signal.reason);
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', stopped, { once: true });
    request.upload.onprogress = ({ loaded, total }) => {
      silent.again();
      progress(total > 0 ? loaded / total : 0);
    };
    request.onerror = () => fail(new RestError('offline', 0));
    request.onload = () => {
      done();
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText));
      else reject(refused(status, responseText));
    };
    request.open('POST', `${pathOf(door)}?${said}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    if (door.token) request.setRequestHeader('Authorization', `Bearer ${door.token}`);
    request.send(file);
  });
}

/** Where a file, or the small picture of it, is given out. @param {Door} door @param {string} id @param {'file' | 'preview'} what */
export function evidenceUrl(door, id, what) {
  return `${pathOf(door)}/${encodeURIComponent(id)}${what === 'preview' ? '/preview' : ''}`;
}

/** For a page without a cookie. @param {Door} door @param {string} id @param {'file' | 'preview'} what @param {AbortSignal} signal @returns {Promise<Blob>} */
export async function fetchEvidence(door, id, what, signal) {
  const headers = door.token ? { Authorization: `Bearer ${door.token}` } : {};
  const answer = await fetch(evidenceUrl(door, id, what), { headers: /** @type {Record<string, string>} */ (headers), credentials: 'same-origin', signal: AbortSignal.any([signal, AbortSignal.timeout(SILENT_MS)]) });
  if (!answer.ok) throw refused(answer.status, await answer.text());
  return answer.blob();
}

/** @param {Door} door */
function pathOf({ reference }) {
  return `/api/cases/${encodeURIComponent(reference)}/evidence`;
}

/** @param {number} status @param {string} text */
function refused(status, text) {
  try {
    const { code, detail } = JSON.parse(text);
    if (typeof code === 'string') return new RestError(/** @type {ErrorCode} */ (code), status, { detail });
  } catch {
    // A proxy's page, not ours: the status is all that is known.
  }
  return new RestError(status === 413 ? 'too_large' : 'unavailable', status);
}

/** Runs out when nothing moves; a slow line that moves has all the time the server gives it. @param {() => void} over */
function deadline(over) {
  let timer = setTimeout(over, SILENT_MS);
  const clear = () => clearTimeout(timer);
  return {
    clear,
    again: () => {
      clear();
      timer = setTimeout(over, SILENT_MS);
    },
  };
}
