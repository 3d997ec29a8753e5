/**
 * What the pages ask about work on cases: the worklist, the checklist, files that are imported, rules that are tried.
 */

import { rest } from './rest.js';

/** @typedef {import('./desk.js').Worklist} Worklist */
/** @typedef {import('./desk.js').Checklist} Checklist */
/** @typedef {import('./desk.js').ImportPreview} ImportPreview */
/** @typedef {import('./desk.js').ImportResult} ImportResult */

/** A hundred thousand lines take their time. */
const LONG_MS = 300_000;

/** The most urgent first. @param {{limit: number, offset: number}} page @param {AbortSignal} signal @returns {Promise<Worklist>} */
export const readWorklist = ({ limit, offset }, signal) => rest('GET', `/api/worklist?limit=${limit}&offset=${offset}`, { signal });

/** Somebody has dealt with it. @param {string} id @param {AbortSignal} signal @returns {Promise<import('./desk.js').AlertView>} */
export const settleAlert = (id, signal) => rest('POST', `/api/alerts/${encodeURIComponent(id)}/settle`, { signal });

/** Opens a call, and sends the customer its link. @param {string} reference @param {{although_night: boolean}} wish they asked to hear from us at their night @param {AbortSignal} signal @returns {Promise<import('./desk.js').OfferedCall>} */
export const offerCall = (reference, { although_night: night }, signal) =>
  rest('POST', `/api/cases/${encodeURIComponent(reference)}/offer${night ? '?although_night=true' : ''}`, { signal, deadlineMs: 45_000 });

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<Checklist>} */
export const readChecklist = (reference, signal) => rest('GET', `/api/cases/${encodeURIComponent(reference)}/facts`, { signal });

/** @param {string} reference @param {string} item @param {import('./desk.js').FactAnswer} answer @param {AbortSignal} signal @returns {Promise<Checklist>} */
export const answerFact = (reference, item, answer, signal) =>
  rest('POST', `/api/cases/${encodeURIComponent(reference)}/facts/${encodeURIComponent(item)}`, { body: answer, signal });

/** @param {Blob} file @param {string} kind @param {AbortSignal} signal @returns {Promise<ImportPreview>} */
export const previewImport = (file, kind, signal) => rest('POST', `/api/imports/preview?kind=${kind}`, { file, signal, deadlineMs: LONG_MS });

/** What was previewed is loaded, and nothing else. @param {Blob} file @param {string} kind @param {string} sha256 @param {AbortSignal} signal @returns {Promise<ImportResult>} */
export const loadImport = (file, kind, sha256, signal) => rest('POST', `/api/imports?kind=${kind}&sha256=${sha256}`, { file, signal, deadlineMs: LONG_MS });

/** @param {AbortSignal} signal @returns {Promise<import('./desk.js').RulesInForce>} */
export const readRules = (signal) => rest('GET', '/api/rules', { signal });

/** @param {string} text @param {number} days @param {AbortSignal} signal @returns {Promise<import('./desk.js').Replayed>} */
export const tryRules = (text, days, signal) => rest('POST', '/api/rules/replay', { body: { text, days }, signal, deadlineMs: LONG_MS });

/** Whose the lines of a number are that the case had before. @param {string} reference @param {{number: string, set_aside: boolean}} said @param {AbortSignal} signal @returns {Promise<import('./desk.js').CaseView>} */
export const sayWhoseLines = (reference, said, signal) => rest('POST', `/api/cases/${encodeURIComponent(reference)}/numbers`, { body: said, signal });

/** @param {string} reference @param {import('./desk.js').CaseDetails} details @param {AbortSignal} signal @returns {Promise<import('./desk.js').CaseView>} */
export const stateDetails = (reference, details, signal) => rest('PUT', `/api/cases/${encodeURIComponent(reference)}/details`, { body: details, signal });
