/**
 * The supervisor's filters, the same in the form, in the page's address and in the request. Pure.
 */

export const PAGE_SIZE = 50;

/** @typedef {{day: string, agent: string, case: string, outcome: string, recorded: '' | 'yes' | 'no', offset: number}} LogFilter */

/** @type {Readonly<LogFilter>} */
export const EVERYTHING = { day: '', agent: '', case: '', outcome: '', recorded: '', offset: 0 };

/**
 * @param {URLSearchParams} query of the page's address; what does not fit is left out
 * @returns {LogFilter}
 */
export function fromQuery(query) {
  const day = query.get('day') ?? '';
  const recorded = query.get('recorded');
  const offset = Number(query.get('offset'));
  return {
    day: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : '',
    agent: query.get('agent') ?? '',
    case: (query.get('case') ?? '').trim(),
    outcome: query.get('outcome') ?? '',
    recorded: recorded === 'yes' || recorded === 'no' ? recorded : '',
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
  };
}

/**
 * @param {LogFilter} filter
 * @returns {URLSearchParams} only what narrows the list; an address without a query shows everything
 */
export function toQuery(filter) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== '' && value !== 0) query.set(name, String(value));
  }
  return query;
}

/**
 * The request for one page. A day is the supervisor's own: from its midnight to the next one, where they are.
 *
 * @param {LogFilter} filter
 * @returns {URLSearchParams}
 */
export function toRequest(filter) {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), offset: String(filter.offset) });
  if (filter.day) {
    const [year, month, day] = filter.day.split('-').map(Number);
    query.set('from', new Date(year, month - 1, day).toISOString());
    query.set('to', new Date(year, month - 1, day + 1).toISOString());
  }
  for (const name of /** @type {const} */ (['agent', 'case', 'outcome'])) {
    if (filter[name]) query.set(name, filter[name]);
  }
  if (filter.recorded) query.set('recorded', String(filter.recorded === 'yes'));
  return query;
}
