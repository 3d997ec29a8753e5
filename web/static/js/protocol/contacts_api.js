/**
 * What the pages ask about carriers and customers of a case: enquiries and their answers, messages, and what is due.
 */

import { rest } from './rest.js';

/** @typedef {import('./desk.js').EnquiryDesk} EnquiryDesk */
/** @typedef {import('./desk.js').ContactDesk} ContactDesk */

const SENT_WITHIN_MS = 45_000;

/** @param {string} reference */
const caseUrl = (reference) => `/api/cases/${encodeURIComponent(reference)}`;

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<EnquiryDesk>} */
export const readEnquiries = (reference, signal) => rest('GET', `${caseUrl(reference)}/enquiries`, { signal });

/** @param {string} reference @param {string} language @param {AbortSignal} signal @returns {Promise<import('./desk.js').EnquiryDraft>} */
export const draftEnquiry = (reference, language, signal) => rest('GET', `${caseUrl(reference)}/enquiries/draft?language=${encodeURIComponent(language)}`, { signal });

/** @param {string} reference @param {import('./desk.js').NewEnquiry} enquiry @param {AbortSignal} signal @returns {Promise<EnquiryDesk>} */
export const askCarrier = (reference, enquiry, signal) => rest('POST', `${caseUrl(reference)}/enquiries`, { body: enquiry, signal });

/** @param {string} enquiryId @param {import('./desk.js').NewLetter} letter @param {AbortSignal} signal @returns {Promise<EnquiryDesk>} */
export const fileLetter = (enquiryId, letter, signal) => rest('POST', `/api/enquiries/${encodeURIComponent(enquiryId)}/letters`, { body: letter, signal });

/** @param {string} reference @param {string} stage @param {AbortSignal} signal @returns {Promise<{reference: string, stage: string}>} */
export const moveCase = (reference, stage, signal) => rest('POST', `${caseUrl(reference)}/stage`, { body: { stage }, signal });

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<ContactDesk>} */
export const readContacts = (reference, signal) => rest('GET', `${caseUrl(reference)}/contacts`, { signal });

/** Sends nothing. @param {string} reference @param {import('./desk.js').WantedLetter} wanted @param {AbortSignal} signal @returns {Promise<import('./desk.js').Preview>} */
export const previewContact = (reference, wanted, signal) => rest('POST', `${caseUrl(reference)}/contacts/preview`, { body: wanted, signal });

/** @param {string} reference @param {import('./desk.js').NewContact} contact @param {AbortSignal} signal @returns {Promise<ContactDesk>} */
export const tellCustomer = (reference, contact, signal) => rest('POST', `${caseUrl(reference)}/contacts`, { body: contact, signal, deadlineMs: SENT_WITHIN_MS });

/** What is due by tomorrow, the oldest first. @param {AbortSignal} signal @returns {Promise<import('./desk.js').DueList>} */
export const readDueList = (signal) => rest('GET', '/api/due', { signal });

/** @param {string} callId @param {AbortSignal} signal @returns {Promise<import('./desk.js').RatingList>} */
export const readRatings = (callId, signal) => rest('GET', `/api/calls/${encodeURIComponent(callId)}/rating`, { signal });

/** @param {number} days @param {AbortSignal} signal @returns {Promise<import('./desk.js').RatingTable>} */
export const countRatings = (days, signal) => rest('GET', `/api/ratings?days=${days}`, { signal });
