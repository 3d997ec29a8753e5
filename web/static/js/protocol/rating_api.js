/**
 * The customer's word about a call over REST, by the token of the call's page.
 */

import { rest } from './rest.js';

/** @typedef {{solved: 'yes' | 'partly' | 'no' | null, feeling: 'good' | 'mixed' | 'bad' | null}} Rating */

/** The newer word holds. @param {string} callId @param {string} token @param {Rating} rating @param {AbortSignal} signal */
export const rateCall = (callId, token, rating, signal) => rest('PUT', `/api/calls/${encodeURIComponent(callId)}/rating`, { body: rating, token, signal });
