/**
 * One question to the REST interface. Every failure is a RestError with a stable code; nothing waits without a deadline.
 */

import { heardTheTime } from './server_clock.js';

/** @typedef {import('./wire.js').ErrorCode} ErrorCode */

const DEADLINE_MS = 15_000;

/** `offline`: no answer came. `deadline`: none came in time. All other codes are the server's. */
export class RestError extends Error {
  /**
   * @param {ErrorCode | 'offline' | 'deadline'} code
   * @param {number} status 0 when there was no answer
   * @param {{cause?: unknown, detail?: string}} [about]
   */
  constructor(code, status, { cause, detail } = {}) {
    super(detail ?? code, { cause });
    this.name = 'RestError';
    this.code = code;
    this.status = status;
  }
}

/**
 * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {string} path
 * @param {{body?: unknown, file?: Blob, token?: string, signal?: AbortSignal, deadlineMs?: number}} [options] `file` is sent as it is, `body` as JSON;
 *   `token` is that of a page without a cookie; `signal` gives the wish up, and its reason is thrown
 * @returns {Promise<any>} the JSON of the answer, undefined where there is none
 */
export async function rest(method, path, { body, file, token, signal, deadlineMs = DEADLINE_MS } = {}) {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { ...contentType(body, file), ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    heardTheTime(response.headers?.get('date') ?? null);
    const text = await response.text();
    if (!response.ok) throw refused(response, text);
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof RestError) throw error;
    signal?.throwIfAborted();
    throw new RestError(deadline.aborted ? 'deadline' : 'offline', 0, { cause: error });
  }
}

/** @param {unknown} body @param {Blob | undefined} file @returns {Record<string, string>} */
function contentType(body, file) {
  if (file) return { 'Content-Type': file.type || 'application/octet-stream' };
  return body === undefined ? {} : { 'Content-Type': 'application/json' };
}

/** @param {Response} response @param {string} text an RFC 9457 problem, or whatever stood between us and the server */
function refused(response, text) {
  try {
    const problem = JSON.parse(text);
    if (typeof problem.code === 'string') return new RestError(problem.code, response.status, { detail: problem.detail });
  } catch {
    // A proxy's page, not ours: the status is all that is known.
  }
  return new RestError(response.status === 429 ? 'rate_limited' : 'unavailable', response.status);
}
