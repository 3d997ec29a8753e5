/** The filters above the list and the board of cases: read from the address, kept in it, and saved under names. */

import { forgetFilter, orderFilters, readChoices, readSavedFilters, saveFilter } from '../protocol/case_screens_api.js';
import { fromQuery, toKept, toQuery } from '../state/case_filter.js';
import { caseFilters } from '../ui/case_filters.js';
import { savedFilters } from '../ui/saved_filters.js';

/** @typedef {import('../state/case_filter.js').CaseFilter} CaseFilter */
/** @typedef {import('./console.js').Console} Console */

/**
 * @param {object} how
 * @param {Console} how.page
 * @param {(filter: CaseFilter) => void} how.changed
 * @param {boolean} [how.board]
 * @param {AbortSignal} how.signal
 */
export function caseFiltering({ page, changed, board = false, signal }) {
  let filter = fromQuery(new URLSearchParams(location.search));
  /** The address can be sent and kept. @param {CaseFilter} wanted */
  const apply = (wanted) => {
    filter = wanted;
    const query = toQuery(filter).toString();
    history.replaceState(history.state, '', query ? `?${query}` : location.pathname);
    saved.know(filter);
    changed(filter);
  };
  const form = caseFilters({ apply, board, signal });
  const use = (/** @type {CaseFilter} */ wanted) => {
    form.show(wanted);
    apply(wanted);
  };
  const saved = savedFilters(
    {
      use,
      save: (name, shared) => saveFilter({ name, filter: toKept(filter), shared }, signal),
      order: (ids) => orderFilters(ids, signal),
      forget: (id) => forgetFilter(id, signal),
    },
    { mayShare: !page.isAgent },
  );
  form.show(filter);
  saved.know(filter);
  void readChoices(signal).then(form.know, () => {}); // without them, what is chosen can still be cleared
  void readSavedFilters(signal).then(({ filters }) => saved.show(filters), () => {});
  return { places: [saved.place, form.place], current: () => filter };
}
