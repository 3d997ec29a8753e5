/**
 * The form of the filters of cases. It says what is chosen whenever something is, and can be set to another filter.
 */

import { EVERYTHING, narrowing, sensible, SORTS, STAGES } from '../state/case_filter.js';
import { countryName, currentLocale, languageName, t, wordOr } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {import('../state/case_filter.js').CaseFilter} CaseFilter */
/** @typedef {import('../protocol/desk.js').CaseChoices} CaseChoices */
/** @typedef {[value: string, words: string]} Option */

const NOTHING_KNOWN = { carriers: [], countries: [], languages: [], currencies: [], alerts: [], owners: [] };
const TYPING_PAUSE_MS = 250;

/**
 * @param {object} how
 * @param {(filter: CaseFilter) => void} how.apply
 * @param {boolean} [how.board] without search, stage and order
 * @param {AbortSignal} how.signal
 */
export function caseFilters({ apply, board = false, signal }) {
  /** @type {CaseChoices} */
  let choices = NOTHING_KNOWN;
  /** @type {CaseFilter} */
  let filter = { ...EVERYTHING };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  signal.addEventListener('abort', () => clearTimeout(typing), { once: true });

  const changed = () => {
    clearTimeout(typing);
    filter = { ...sensible(read()), after: '' };
    show(filter);
    apply(filter);
  };
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(changed, TYPING_PAUSE_MS);
  };
  const select = (/** @type {string} */ name) => element('select', { id: name === 'stage' ? 'stage' : `filter-${name}`, name, onchange: changed });
  const controls = {
    query: element('input', { id: 'search', name: 'query', type: 'search', autocomplete: 'off', placeholder: t('agent.search_hint'), 'aria-keyshortcuts': '/', oninput: later }),
    stage: select('stage'),
    carrier: select('carrier'),
    country: select('country'),
    language: select('language'),
    owner: select('owner'),
    alert: select('alert'),
    currency: select('currency'),
    sort: select('sort'),
    value_from: element('input', { id: 'filter-value_from', name: 'value_from', type: 'text', inputmode: 'decimal', autocomplete: 'off', onchange: changed }),
    overdue: element('input', { id: 'filter-overdue', name: 'overdue', type: 'checkbox', onchange: changed }),
  };
  const read = () => ({ ...filter, ...Object.fromEntries(Object.entries(controls).map(([name, one]) => [name, one.type === 'checkbox' ? /** @type {HTMLInputElement} */ (one).checked : one.value.trim()])) });

  const summary = element('summary', {});
  const clear = element('button', { type: 'button', class: 'quiet', onclick: () => {
    show({ ...EVERYTHING });
    changed();
  } }, t('list.clear'));
  const more = element(
    'details',
    { class: 'more-filters', id: 'filters' },
    summary,
    element(
      'div',
      { class: 'filters' },
      field(t('case.carrier'), controls.carrier),
      field(t('case.country'), controls.country),
      field(t('case.speaks'), controls.language),
      field(t('owner.label'), controls.owner),
      field(t('list.alert'), controls.alert),
      field(t('list.currency'), controls.currency),
      field(t('list.value_from'), controls.value_from),
      !board && field(t('list.sort'), controls.sort),
      element('label', { class: 'check', for: controls.overdue.id }, controls.overdue, element('span', {}, t('list.overdue'))),
      clear,
    ),
  );

  /** @param {CaseFilter} wanted */
  const show = (wanted) => {
    filter = wanted;
    options(controls.stage, [['', t('agent.stage_any')], ...STAGES.map(/** @returns {Option} */ (name) => [name, t(`stage.${name}`)])], wanted.stage);
    options(controls.carrier, values(choices.carriers, (name) => name, wanted.carrier), wanted.carrier);
    options(controls.country, values(choices.countries, countryName, wanted.country), wanted.country);
    options(controls.language, values(choices.languages, languageName, wanted.language), wanted.language);
    options(controls.currency, values(choices.currencies, (name) => name, wanted.currency), wanted.currency);
    options(controls.alert, values(choices.alerts, (name) => wordOr('anomaly', name), wanted.alert), wanted.alert);
    options(controls.owner, owners(choices, wanted.owner), wanted.owner);
    options(controls.sort, SORTS.filter((name) => name !== 'value' || wanted.currency).map((name) => [name, t(`list.sort.${name}`)]), wanted.sort || SORTS[0]);
    if (document.activeElement !== controls.query) controls.query.value = wanted.query;
    controls.value_from.value = wanted.value_from;
    controls.value_from.disabled = !wanted.currency;
    controls.overdue.checked = wanted.overdue;
    const many = narrowing(wanted);
    summary.textContent = many > 0 ? t('list.filters.some', { many }) : t('list.filters');
    if (many > 0) more.open = true;
  };
  show(filter);

  const place = element(
    'form',
    { class: 'stack', role: 'search', 'aria-label': t('list.filters'), onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      changed();
    } },
    !board && element('div', { class: 'console-bar' }, field(t('agent.search'), controls.query), field(t('agent.stage'), controls.stage)),
    more,
  );
  const know = (/** @type {CaseChoices} */ known) => {
    choices = known;
    show(filter);
  };
  return { place, show, know };
}

/** What occurs, by its name; what is chosen stays although it no longer occurs. @param {readonly {value: string}[]} known @param {(value: string) => string} name @param {string} chosen @returns {Option[]} */
function values(known, name, chosen) {
  const all = [...new Set([...known.map(({ value }) => value), ...(chosen ? [chosen] : [])])];
  const collator = new Intl.Collator(currentLocale());
  const named = all.map(/** @returns {Option} */ (value) => [value, name(value)]);
  return [['', t('list.any')], ...named.sort(([, one], [, other]) => collator.compare(one, other))];
}

/** @param {CaseChoices} choices @param {string} chosen @returns {Option[]} */
function owners({ owners: people }, chosen) {
  /** @type {Option[]} */
  const fixed = [['', t('list.any')], ['me', t('list.owner.me')], ['nobody', t('owner.nobody')]];
  /** @type {Option[]} */
  const named = people.map(({ id, name }) => [id, name]);
  const all = [...fixed, ...named];
  return all.some(([value]) => value === chosen) ? all : [...all, [chosen, t('desk.unknown')]];
}

/** @param {HTMLSelectElement} select @param {Option[]} all @param {string} chosen */
function options(select, all, chosen) {
  fill(select, all.map(([value, words]) => element('option', { value, selected: value === chosen }, words)));
}

/** @param {string} words @param {HTMLElement} control */
function field(words, control) {
  return element('div', { class: 'field' }, element('label', { for: control.id }, words), control);
}
