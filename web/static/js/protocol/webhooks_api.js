/**
 * What the pages ask about what goes out: endpoints, dead letters, the side app of a helpdesk, one call by its link.
 */

import { rest } from './rest.js';

/** @typedef {import('./desk.js').EndpointView} EndpointView */
/** @typedef {import('./desk.js').ToldSecret} ToldSecret */

/** @param {AbortSignal} signal @returns {Promise<import('./desk.js').EndpointList>} */
export const readEndpoints = (signal) => rest('GET', '/api/webhooks', { signal });

/** @param {import('./desk.js').NewEndpoint} wanted @param {AbortSignal} signal @returns {Promise<ToldSecret>} */
export const addEndpoint = (wanted, signal) => rest('POST', '/api/webhooks', { body: wanted, signal });

/** @param {string} id @param {import('./desk.js').EndpointChange} change @param {AbortSignal} signal @returns {Promise<EndpointView>} */
export const changeEndpoint = (id, change, signal) => rest('PUT', `/api/webhooks/${encodeURIComponent(id)}`, { body: change, signal });

/** The old secret signs beside it for a day. @param {string} id @param {AbortSignal} signal @returns {Promise<ToldSecret>} */
export const renewSecret = (id, signal) => rest('POST', `/api/webhooks/${encodeURIComponent(id)}/secret`, { signal });

/** @param {string} id @param {AbortSignal} signal @returns {Promise<void>} */
export const removeEndpoint = (id, signal) => rest('DELETE', `/api/webhooks/${encodeURIComponent(id)}`, { signal });

/** @param {AbortSignal} signal @returns {Promise<import('./desk.js').DeadLetters>} */
export const readDeadLetters = (signal) => rest('GET', '/api/dead-letters', { signal });

/** @param {import('./desk.js').Replay} which @param {AbortSignal} signal @returns {Promise<import('./desk.js').SentAgain>} */
export const sendAgain = (which, signal) => rest('POST', '/api/dead-letters/replay', { body: which, signal });

/** @param {string} token @param {AbortSignal} signal @returns {Promise<import('./desk.js').EmbeddedCase>} */
export const readEmbeddedCase = (token, signal) => rest('POST', '/api/embed/case', { body: { token }, signal });

/** @param {string} token @param {AbortSignal} signal @returns {Promise<import('./desk.js').EmbeddedCall>} */
export const callFromEmbed = (token, signal) => rest('POST', '/api/embed/call', { body: { token }, signal });

/** @param {string} secret @param {AbortSignal} signal @returns {Promise<import('./desk.js').SharedCall>} */
export const readSharedCall = (secret, signal) => rest('POST', '/api/shared-call', { body: { secret }, signal });

/** Where a case stands in the helpdesk. @param {string} reference @param {AbortSignal} signal @returns {Promise<import('./desk.js').Ticket>} */
export const readTicket = (reference, signal) => rest('GET', `/api/cases/${encodeURIComponent(reference)}/ticket`, { signal });
