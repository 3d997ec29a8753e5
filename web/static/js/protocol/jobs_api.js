/**
 * What the pages ask about the work behind the calls.
 */

import { rest } from './rest.js';

/** What is not done yet, given up first. @param {AbortSignal} signal @returns {Promise<import('./desk.js').JobList>} */
export const readJobs = (signal) => rest('GET', '/api/jobs', { signal });

/** Only the counts are wanted. @param {AbortSignal} signal @returns {Promise<import('./desk.js').JobList>} */
export const countJobs = (signal) => rest('GET', '/api/jobs?limit=1', { signal });

/** @param {import('./desk.js').JobRetry} which @param {AbortSignal} signal @returns {Promise<import('./desk.js').TriedAgain>} */
export const retryJobs = (which, signal) => rest('POST', '/api/jobs/retry', { body: which, signal });
