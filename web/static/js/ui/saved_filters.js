/**
 * The filters that are kept, a button each; to keep what is shown now; and to put the own ones in order.
 */

import { fromKept, isSame } from '../state/case_filter.js';
import { t } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../state/case_filter.js').CaseFilter} CaseFilter */
/** @typedef {import('../protocol/desk.js').SavedFilter} SavedFilter */
/** @typedef {import('../protocol/desk.js').SavedFilters} SavedFilters */
/**
 * @typedef {object} Acts each gives all filters as they are afterwards
 * @property {(filter: CaseFilter) => void} use
 * @property {(name: string, shared: boolean) => Promise<SavedFilters>} save what is shown now
 * @property {(ids: string[]) => Promise<SavedFilters>} order
 * @property {(id: string) => Promise<SavedFilters>} forget
 */

/** @param {Acts} acts @param {{mayShare: boolean}} who */
export function savedFilters(acts, { mayShare }) {
  /** @type {SavedFilter[]} */
  let filters = [];
  /** @type {CaseFilter | null} */
  let current = null;
  const chips = element('ul', { class: 'chips' });
  const own = element('ol', { class: 'plain' });
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const news = element('p', { class: 'visually-hidden', role: 'status' });
  const name = element('input', { id: 'saved-name', maxlength: 60, autocomplete: 'off', required: true });
  const shared = element('input', { id: 'saved-shared', type: 'checkbox' });

  /** @param {() => Promise<SavedFilters>} act @param {string} [said] */
  const press = async (act, said = '') => {
    trouble.hidden = true;
    try {
      show((await act()).filters);
      news.textContent = said;
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
  };
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const called = name.value.trim();
    if (called) void press(() => acts.save(called, shared.checked), t('saved.kept', { name: called })).then(() => (name.value = ''));
  };
  const arrange = element(
    'details',
    { class: 'arrange' },
    element('summary', {}, t('saved.arrange')),
    element(
      'form',
      { class: 'row', onsubmit: save },
      element('div', { class: 'field grow' }, element('label', { for: name.id }, t('saved.name')), name),
      mayShare && element('label', { class: 'check', for: shared.id }, shared, element('span', {}, t('saved.shared'))),
      element('button', { class: 'primary' }, t('saved.save')),
    ),
    element('p', { class: 'small soft' }, t('saved.hint')),
    own,
    trouble,
  );

  /** @param {SavedFilter[]} found */
  const show = (found) => {
    filters = found;
    know(current);
    const mine = filters.filter((one) => one.own);
    fill(own, mine.map((one, place) => ownItem(one, place, mine)));
  };
  /** Which one is shown now is marked. @param {CaseFilter | null} filter */
  const know = (filter) => {
    current = filter;
    const held = [...chips.querySelectorAll('button')].findIndex((one) => one === document.activeElement);
    fill(chips, filters.map((one) => chip(one, filter !== null && isSame(fromKept(one.filter), filter))));
    chips.hidden = filters.length === 0;
    chips.querySelectorAll('button')[held]?.focus();
  };
  /** @param {SavedFilter} one @param {boolean} pressed */
  const chip = (one, pressed) => {
    const about = one.own ? null : element('span', { class: 'small soft' }, ' ', t('saved.by', { name: one.by_name }));
    return element('li', {}, element('button', { type: 'button', class: 'chip', 'aria-pressed': String(pressed), onclick: () => acts.use(fromKept(one.filter)) }, element('bdi', {}, one.name), about));
  };
  /** @param {SavedFilter} one @param {number} place @param {SavedFilter[]} mine */
  const ownItem = (one, place, mine) => {
    const swapped = (/** @type {number} */ to) => {
      const ids = mine.map(({ id }) => id);
      [ids[place], ids[to]] = [ids[to], ids[place]];
      return press(() => acts.order(ids)).then(() => /** @type {HTMLButtonElement | null | undefined} */ (own.children[to]?.querySelector('button:enabled'))?.focus());
    };
    const button = (/** @type {string} */ sign, /** @type {string} */ words, /** @type {boolean} */ off, /** @type {() => void} */ act) =>
      element('button', { type: 'button', class: 'quiet', disabled: off, title: words, 'aria-label': `${words}: ${one.name}`, onclick: act }, sign);
    return element(
      'li',
      { class: 'row' },
      button('↑', t('saved.up'), place === 0, () => void swapped(place - 1)),
      button('↓', t('saved.down'), place === mine.length - 1, () => void swapped(place + 1)),
      element('bdi', { class: 'grow' }, one.name),
      one.shared && element('span', { class: 'badge' }, t('saved.shared.badge')),
      element('button', { type: 'button', class: 'quiet', 'aria-label': `${t('saved.forget')}: ${one.name}`, onclick: () => void press(() => acts.forget(one.id)).then(() => arrange.querySelector('summary')?.focus()) }, t('saved.forget')),
    );
  };
  return { place: element('section', { class: 'saved-filters', 'aria-label': t('saved.title') }, chips, arrange, news), show, know };
}
