/**
 * What the pages ask about many cases at once: the list, the board, the filters that are kept, and who looks after a case.
 */

import { rest } from './rest.js';

/** @typedef {import('./desk.js').CaseList} CaseList */
/** @typedef {import('./desk.js').SavedFilters} SavedFilters */
/** @typedef {import('./desk.js').CaseFilter} CaseFilter */

/** @param {URLSearchParams} query @param {AbortSignal} signal @returns {Promise<CaseList>} */
export const readCaseList = (query, signal) => rest('GET', `/api/cases?${query}`, { signal });

/** @param {URLSearchParams} query @param {AbortSignal} signal @returns {Promise<import('./desk.js').StageBoard>} */
export const readBoard = (query, signal) => rest('GET', `/api/case-board?${query}`, { signal });

/** The values that cases can be filtered by. @param {AbortSignal} signal @returns {Promise<import('./desk.js').CaseChoices>} */
export const readChoices = (signal) => rest('GET', '/api/case-choices', { signal });

/** Only from the stage the page has shown. @param {string} reference @param {{stage: string, before: string}} wish @param {AbortSignal} signal @returns {Promise<import('./desk.js').MovedCase>} */
export const moveCard = (reference, wish, signal) => rest('POST', `/api/cases/${encodeURIComponent(reference)}/stage`, { body: wish, signal });

/** @param {string} reference @param {string | null} userId @param {AbortSignal} signal @returns {Promise<import('./desk.js').CaseOwner>} */
export const setOwner = (reference, userId, signal) => rest('PUT', `/api/cases/${encodeURIComponent(reference)}/owner`, { body: { user_id: userId }, signal });

/** @param {AbortSignal} signal @returns {Promise<SavedFilters>} */
export const readSavedFilters = (signal) => rest('GET', '/api/saved-filters', { signal });

/** @param {{name: string, filter: CaseFilter, shared: boolean}} wish @param {AbortSignal} signal @returns {Promise<SavedFilters>} */
export const saveFilter = (wish, signal) => rest('POST', '/api/saved-filters', { body: wish, signal });

/** @param {string[]} ids @param {AbortSignal} signal @returns {Promise<SavedFilters>} */
export const orderFilters = (ids, signal) => rest('PUT', '/api/saved-filters/order', { body: { ids }, signal });

/** @param {string} id @param {AbortSignal} signal @returns {Promise<SavedFilters>} */
export const forgetFilter = (id, signal) => rest('DELETE', `/api/saved-filters/${encodeURIComponent(id)}`, { signal });
