/**
 * The form of the supervisor's filters.
 */

import { EVERYTHING } from '../state/log_filter.js';
import { END_REASONS, OUTCOMES } from '../state/outcomes.js';
import { t } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../state/log_filter.js').LogFilter} LogFilter */

/**
 * @param {LogFilter} filter
 * @param {(filter: LogFilter) => void} apply
 */
export function logFilters(filter, apply) {
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    apply(read(/** @type {HTMLFormElement} */ (event.currentTarget)));
  };
  return element(
    'form',
    { class: 'filters', role: 'search', 'aria-label': t('logs.filters'), onsubmit: send, onchange: send },
    field('day', t('logs.day'), element('input', { type: 'date', value: filter.day })),
    field('agent', t('logs.agent'), element('input', { type: 'search', value: filter.agent, autocomplete: 'off', dir: 'auto' })),
    field('case', t('logs.case'), element('input', { type: 'search', value: filter.case, dir: 'ltr', autocomplete: 'off' })),
    field('outcome', t('logs.outcome'), outcomes(filter.outcome)),
    field('recorded', t('logs.recorded'), recorded(filter.recorded)),
    element(
      'div',
      { class: 'actions' },
      element('button', { class: 'primary' }, t('logs.apply')),
      element('button', { type: 'button', onclick: () => apply(EVERYTHING) }, t('logs.clear')),
    ),
  );
}

/** @param {string} name @param {string} words @param {HTMLElement} control */
function field(name, words, control) {
  control.id = `filter-${name}`;
  control.setAttribute('name', name);
  return element('div', { class: 'field' }, element('label', { for: control.id }, words), control);
}

/** The agent's word at wrap-up, or, for a call that never got so far, why it ended. @param {string} chosen */
function outcomes(chosen) {
  return element(
    'select',
    {},
    option('', t('logs.outcome_any'), chosen),
    OUTCOMES.map((word) => option(word, t(`outcome.${word}`), chosen)),
    element('optgroup', { label: t('log.reason') }, END_REASONS.map((word) => option(word, t(`reason.${word}`), chosen))),
  );
}

/** @param {string} chosen */
function recorded(chosen) {
  return element(
    'select',
    {},
    option('', t('logs.recorded_any'), chosen),
    option('yes', t('logs.recorded.yes'), chosen),
    option('no', t('logs.recorded.no'), chosen),
  );
}

/** @param {string} value @param {string} words @param {string} chosen */
function option(value, words, chosen) {
  return element('option', { value, selected: value === chosen }, words);
}

/** @param {HTMLFormElement} form @returns {LogFilter} from the first row on */
function read(form) {
  const entries = Object.fromEntries(new FormData(form));
  return /** @type {LogFilter} */ ({ ...EVERYTHING, ...entries, agent: trimmed(entries.agent), case: trimmed(entries.case) });
}

/** @param {FormDataEntryValue} [value] */
function trimmed(value) {
  return String(value ?? '').trim();
}
