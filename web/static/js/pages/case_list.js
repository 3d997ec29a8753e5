/** The list of cases on `/agent`: filters on top, a page of rows below, and the way to the next page. */

import { readCaseList } from '../protocol/case_screens_api.js';
import { isSame, EVERYTHING, toQuery, toRequest } from '../state/case_filter.js';
import { caseTable, nextPage } from '../ui/case_table.js';
import { count, t } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { empty, failure, loading } from '../ui/outcome_of_loading.js';
import { caseFiltering } from './case_filtering.js';

/** @typedef {import('../state/case_filter.js').CaseFilter} CaseFilter */

/** @param {import('./console.js').Console} page @param {AbortSignal} signal */
export function caseList(page, signal) {
  const list = element('div', { class: 'stack', id: 'cases' });
  /** Only the newest question may fill the list. */
  let asked = new AbortController();

  /** @param {CaseFilter} filter @returns {Promise<void>} */
  const show = async (filter) => {
    asked.abort();
    asked = new AbortController();
    const wanted = AbortSignal.any([asked.signal, signal]);
    if (!list.hasChildNodes()) fill(list, loading());
    list.setAttribute('aria-busy', 'true');
    try {
      const found = await readCaseList(toRequest(filter), wanted);
      wanted.throwIfAborted();
      fill(list, content(filter, found));
    } catch (error) {
      if (!wanted.aborted) fill(list, failure(error, () => show(filter)));
    }
    if (!wanted.aborted) list.removeAttribute('aria-busy');
  };

  /** @param {CaseFilter} filter @param {import('../protocol/desk.js').CaseList} found */
  const content = (filter, { cases, total, next }) => {
    if (cases.length === 0) return [filter.query === '' && isSame(filter, EVERYTHING) && total === 0 ? empty(t('agent.empty_all')) : empty(t('agent.empty'), t('agent.empty_hint'))];
    const to = (/** @type {string} */ after) => void page.go(addressOf({ ...filter, after }));
    return [
      element('p', { class: 'soft small', role: 'status' }, count('agent.found', total)),
      caseTable(cases),
      nextPage({ start: filter.after ? () => to('') : null, next: next === null ? null : () => to(next) }),
    ];
  };
  const filtering = caseFiltering({ page, changed: (filter) => void show(filter), signal });
  return { places: [...filtering.places, list], show: () => show(filtering.current()) };
}

/** @param {CaseFilter} filter */
function addressOf(filter) {
  const query = toQuery(filter).toString();
  return query ? `/agent?${query}` : '/agent';
}
