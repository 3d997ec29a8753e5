/** The search for calls by their words, on the supervisor's and on the agent's page. */

import { searchWords } from '../protocol/desk_api.js';
import { callSearch } from '../ui/call_search.js';

/** @typedef {import('../protocol/desk.js').CallFound} CallFound */

/** Where a supervisor reads a call. @type {import('../ui/call_search.js').Href} */
export const inTheLog = (call, line) => `/logs/${encodeURIComponent(call.call_id)}${line ? `#line-${line}` : ''}`;

/** Where its agent does: on its case. @type {import('../ui/call_search.js').Href} */
export const onItsCase = (call, line) =>
  `/agent/cases/${encodeURIComponent(call.case_reference)}?${new URLSearchParams({ heard: call.call_id, ...(line ? { line } : {}) })}`;

/** @param {import('../ui/call_search.js').Href} href @param {AbortSignal} signal @returns {HTMLElement} */
export function wordSearch(href, signal) {
  /** Only the newest question may fill the list. */
  let asked = new AbortController();
  /** @type {{query: string, calls: CallFound[], next: number | null}} */
  let found = { query: '', calls: [], next: null };

  const search = (/** @type {string} */ query) => {
    found = { query, calls: [], next: null };
    shown.show(null, false);
    asked.abort();
    if (query) void read();
  };
  const read = async () => {
    asked.abort();
    asked = new AbortController();
    const wanted = AbortSignal.any([asked.signal, signal]);
    shown.place.setAttribute('aria-busy', 'true');
    try {
      const { calls, next } = await searchWords({ query: found.query, before: found.next ?? '' }, wanted);
      wanted.throwIfAborted();
      found = { ...found, calls: [...found.calls, ...calls], next };
      shown.show(found.calls, next !== null);
    } catch (error) {
      if (!wanted.aborted) shown.fail(error, () => void read());
    }
    if (!wanted.aborted) shown.place.removeAttribute('aria-busy');
  };
  const shown = callSearch({ search, older: () => void read(), href });
  shown.show(null, false);
  return shown.place;
}
