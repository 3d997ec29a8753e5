/**
 * The customer's three questions to the REST interface.
 */

import { rest } from './rest.js';

/** @typedef {import('./wire.js').CallSnapshot} CallSnapshot */
/** @typedef {{token: string, participant_id: string, call: CallSnapshot}} Joined */
/** @typedef {{agent_name: string | null, language: string, case: import('./wire.js').CaseGlimpse, mode: import('./wire.js').CallMode, expires_at: string, staffing: import('../state/call_back.js').Staffing | null}} Preview */

/** From when to when somebody is there in the next weeks; empty: always, or nobody has said. @param {AbortSignal} signal @returns {Promise<{spans: {starts_at: string, ends_at: string}[]}>} */
export const openingTimes = (signal) => rest('GET', '/api/opening-times', { signal });

/** Who is calling and about what; spends nothing. @param {string} callId @param {string} secret @param {AbortSignal} signal @returns {Promise<Preview>} */
export const preview = (callId, secret, signal) => rest('POST', '/api/join/preview', { body: { call_id: callId, secret }, signal });

/** Binds the call to this browser; the same browser may come again. @param {string} callId @param {string} secret @param {AbortSignal} signal @returns {Promise<Joined>} */
export const joinByLink = (callId, secret, signal) => rest('POST', '/api/join', { body: { call_id: callId, secret }, signal });

/** @param {string} code @param {string} check last four characters of the tracking number @param {AbortSignal} signal @returns {Promise<Joined>} */
export const joinByCode = (code, check, signal) => rest('POST', '/api/join', { body: { code, check }, signal });
