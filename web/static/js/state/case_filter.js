/**
 * The filters of the list and of the board of cases: the same in the form, in the page's address, in the request, and as they
 * are kept. Pure.
 */

export const PAGE_SIZE = 50;
export const STAGES = Object.freeze(['anomaly_found', 'facts_checked', 'carrier_asked', 'customer_told', 'solution', 'claim']);
export const SORTS = Object.freeze(['updated', 'deadline', 'value', 'oldest', 'reference']);

/** @typedef {{query: string, stage: string, carrier: string, country: string, language: string, owner: string, alert: string, overdue: boolean, currency: string, value_from: string, sort: string, after: string}} CaseFilter empty: narrows nothing */
/** @typedef {import('../protocol/desk.js').KeptFilter} KeptFilter */

/** @type {Readonly<CaseFilter>} */
export const EVERYTHING = Object.freeze({ query: '', stage: '', carrier: '', country: '', language: '', owner: '', alert: '', overdue: false, currency: '', value_from: '', sort: '', after: '' });
/** What a page of the list is, beside the filter. */
const NOT_KEPT = new Set(['query', 'after']);
const NOT_ON_BOARD = new Set(['query', 'stage', 'sort', 'after']);

/** @param {URLSearchParams} query of the page's address; what does not fit is left out @returns {CaseFilter} */
export function fromQuery(query) {
  const said = (/** @type {string} */ name) => (query.get(name) ?? '').trim().slice(0, 400);
  return sensible({
    query: said('query').slice(0, 200),
    stage: one(STAGES, said('stage')),
    carrier: said('carrier').slice(0, 200),
    country: /^[A-Z]{2}$/.test(said('country')) ? said('country') : '',
    language: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(said('language')) ? said('language') : '',
    owner: said('owner').slice(0, 64),
    alert: /^[a-z_]{1,40}$/.test(said('alert')) ? said('alert') : '',
    overdue: said('overdue') === 'true',
    currency: /^[A-Z]{3}$/.test(said('currency')) ? said('currency') : '',
    value_from: said('value_from'),
    sort: one(SORTS, said('sort')),
    after: said('after'),
  });
}

/** @param {CaseFilter} filter @returns {URLSearchParams} only what narrows the list, in one order */
export function toQuery(filter) {
  const query = new URLSearchParams();
  for (const name of /** @type {(keyof CaseFilter)[]} */ (Object.keys(EVERYTHING))) {
    if (filter[name] && !(name === 'sort' && filter.sort === 'updated')) query.set(name, String(filter[name]));
  }
  return query;
}

/** @param {CaseFilter} filter @returns {URLSearchParams} */
export function toRequest(filter) {
  const query = toQuery(filter);
  query.set('limit', String(PAGE_SIZE));
  return query;
}

/** A board has all stages, and an order of its own. @param {CaseFilter} filter @returns {URLSearchParams} */
export function toBoard(filter) {
  return new URLSearchParams([...toQuery(filter)].filter(([name]) => !NOT_ON_BOARD.has(name)));
}

/** As it is kept under a name. @param {CaseFilter} filter @returns {import('../protocol/desk.js').CaseFilter} */
export function toKept(filter) {
  const said = Object.fromEntries([...toQuery(filter)].filter(([name]) => !NOT_KEPT.has(name)));
  return { ...said, ...(filter.overdue ? { overdue: true } : {}) };
}

/** @param {KeptFilter} kept @returns {CaseFilter} */
export function fromKept(kept) {
  const said = Object.entries(kept).filter(([, value]) => value !== null && value !== false);
  return fromQuery(new URLSearchParams(said.map(([name, value]) => [name, String(value)])));
}

/** The same in another order is the same. @param {CaseFilter} one @param {CaseFilter} other */
export function isSame(one, other) {
  return JSON.stringify(toKept(one)) === JSON.stringify(toKept(other));
}

/** How many of the filters beside search, stage and order narrow the list. @param {CaseFilter} filter */
export function narrowing({ carrier, country, language, owner, alert, overdue, currency }) {
  return [carrier, country, language, owner, alert, overdue, currency].filter(Boolean).length;
}

/** Sums are compared within one currency only. @param {CaseFilter} filter @returns {CaseFilter} */
export function sensible(filter) {
  const sum = /^\d{1,10}([.,]\d{1,2})?$/.test(filter.value_from) ? filter.value_from.replace(',', '.') : '';
  if (filter.currency) return { ...filter, value_from: sum };
  return { ...filter, value_from: '', sort: filter.sort === 'value' ? '' : filter.sort };
}

/** @param {readonly string[]} words @param {string} word */
function one(words, word) {
  return words.includes(word) ? word : '';
}
