/**
 * The customer's questions to the REST interface.
 */

import { rest } from './rest.js';

/** @typedef {import('./wire.js').CallSnapshot} CallSnapshot */
/** @typedef {{token: string, participant_id: string, call: CallSnapshot}} Joined */
/** @typedef {{agent_name: string | null, language: string, case: import('./wire.js').CaseGlimpse, mode: import('./wire.js').CallMode, expires_at: string, staffing: import('../state/call_back.js').Staffing | null, recording: import('./wire.js').RecordingWhen}} Preview */

/** The way to another device, which works once. @typedef {{join_url: string, expires_at: string, qr_svg: string}} OtherDevice */

/** From when to when somebody is there in the next weeks; empty: always, or nobody has said. @param {AbortSignal} signal @returns {Promise<{spans: {starts_at: string, ends_at: string}[]}>} */
export const openingTimes = (signal) => rest('GET', '/api/opening-times', { signal });

/** Who is calling and about what; spends nothing. @param {string} callId @param {string} secret @param {AbortSignal} signal @returns {Promise<Preview>} */
export const preview = (callId, secret, signal) => rest('POST', '/api/join/preview', { body: { call_id: callId, secret }, signal });

/** Binds the call to this browser; the same browser may come again. @param {string} callId @param {string} secret @param {AbortSignal} signal @returns {Promise<Joined>} */
export const joinByLink = (callId, secret, signal) => rest('POST', '/api/join', { body: { call_id: callId, secret }, signal });

/** @param {string} code @param {string} check last four characters of the tracking number @param {AbortSignal} signal @returns {Promise<Joined>} */
export const joinByCode = (code, check, signal) => rest('POST', '/api/join', { body: { code, check }, signal });

/** Makes the way to another device; this page keeps the place until that one is in. @param {string} token this page's own @param {AbortSignal} signal @returns {Promise<OtherDevice>} */
export const handOver = (token, signal) => rest('POST', '/api/join/hand-over', { body: { token }, signal });
