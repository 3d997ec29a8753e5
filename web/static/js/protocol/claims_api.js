/**
 * What the pages ask about solutions and claims of a case.
 */

import { rest } from './rest.js';

/** @typedef {import('./desk.js').SolutionDesk} SolutionDesk */
/** @typedef {import('./desk.js').Terms} Terms */

/** @param {string} reference */
const ofCase = (reference) => `/api/cases/${encodeURIComponent(reference)}`;

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<SolutionDesk>} */
export const readSolutions = (reference, signal) => rest('GET', `${ofCase(reference)}/solutions`, { signal });

/** @param {string} reference @param {import('./desk.js').Decision} decision @param {AbortSignal} signal @returns {Promise<SolutionDesk>} */
export const decideSolution = (reference, decision, signal) => rest('POST', `${ofCase(reference)}/solutions`, { body: decision, signal });

/** Confirm, decline or withdraw. @param {string} reference @param {string} id @param {string} deed @param {AbortSignal} signal @returns {Promise<SolutionDesk>} */
export const settleDecision = (reference, id, deed, signal) => rest('POST', `${ofCase(reference)}/solutions/${encodeURIComponent(id)}`, { body: { deed }, signal });

/** @param {string} reference @param {Terms} terms @param {AbortSignal} signal @returns {Promise<Terms>} */
export const stateTerms = (reference, terms, signal) => rest('PUT', `${ofCase(reference)}/terms`, { body: terms, signal });

/** @typedef {import('./desk.js').ClaimDesk} ClaimDesk */

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<ClaimDesk>} */
export const readClaim = (reference, signal) => rest('GET', `${ofCase(reference)}/claim`, { signal });

/** @param {string} reference @param {import('./desk.js').NewStep} step @param {AbortSignal} signal @returns {Promise<ClaimDesk>} */
export const noteStep = (reference, step, signal) => rest('POST', `${ofCase(reference)}/claim/steps`, { body: step, signal });

/** This file is that voucher. @param {string} reference @param {{item: string, evidence_id: string}} said @param {AbortSignal} signal @returns {Promise<ClaimDesk>} */
export const markVoucher = (reference, said, signal) => rest('POST', `${ofCase(reference)}/claim/vouchers`, { body: said, signal });

/** @param {string} reference @param {string | null} callId in which it is asked @param {AbortSignal} signal @returns {Promise<{statement_url: string, expires_at: string}>} */
export const askStatement = (reference, callId, signal) => rest('POST', `${ofCase(reference)}/statement`, { body: { call_id: callId }, signal });

/** What whoever orders a pack says; `claimed` null: nobody has said. @typedef {{whom: string, language: string, claimed: import('./desk.js').Money | null, why: string}} PackOrder */

/** @param {string} reference @param {PackOrder} order @param {AbortSignal} signal @returns {Promise<import('./desk.js').PackView>} */
export const askForPack = (reference, order, signal) => rest('POST', `${ofCase(reference)}/claim`, { body: order, signal });

/** @param {string} reference @param {string} id @param {'pdf' | 'zip'} form */
export const packUrl = (reference, id, form) => `${ofCase(reference)}/claim/packs/${encodeURIComponent(id)}?form=${form}`;

/** @param {AbortSignal} signal @returns {Promise<import('./desk.js').ReminderList>} */
export const readReminders = (signal) => rest('GET', '/api/claims/due', { signal });
