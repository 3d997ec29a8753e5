/**
 * Rules for alerts, tried over the journeys there are: how many alerts there would have been, and which would have been others.
 */

import { count, day, t, wordOr } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';

/** @typedef {import('../protocol/desk.js').Replayed} Replayed */
/** @typedef {import('../protocol/desk.js').Different} Different */

/** @param {{name: string, text: string}} rules in force @param {(text: string, days: number) => void} attempt */
export function rulesForm({ name, text }, attempt) {
  const area = element('textarea', { id: 'rules-text', rows: 14, spellcheck: 'false', dir: 'ltr', class: 'code-like' });
  area.value = text || BEGINNING;
  const days = element('input', { id: 'rules-days', type: 'number', min: 1, max: 730, value: 90, inputmode: 'numeric' });
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    attempt(area.value, Number(days.value));
  };
  return element(
    'form',
    { class: 'panel', id: 'rules', 'aria-labelledby': 'rules-title', onsubmit: send },
    element('h2', { id: 'rules-title', tabindex: -1 }, t('rules.attempt')),
    element('p', { class: 'soft' }, t('rules.in_force', { name })),
    element('div', { class: 'field' }, element('label', { for: 'rules-text' }, t('rules.text')), area),
    element('div', { class: 'field rules-days' }, element('label', { for: 'rules-days' }, t('rules.days')), days),
    element('div', {}, element('button', { class: 'primary' }, t('rules.show'))),
  );
}

const BEGINNING = `name = ""

[limits]
overdue_days = 10
customs_days = 7
disputed_days = 0
loop_returns = 2
jump_kmh = 1000
act_within_days = 3
move_back = true

# [[exception]]
# carrier = "China Post"
# from = "CN"
# to = "ES"
# overdue_days = 21
`;

/** @param {Replayed} found */
export function replayedPanel(found) {
  const anomalies = [...new Set([...Object.keys(found.before), ...Object.keys(found.after)])];
  const { changed } = found;
  const all = Object.values(found.changes).reduce((sum, number) => sum + number, 0);
  return panel(
    t('rules.result'),
    { id: 'replayed' },
    element('p', { role: 'status' }, changed === 0 ? t('rules.same') : count('rules.changed', changed)),
    anomalies.length > 0 &&
      table(['anomaly', 'before', 'after'], anomalies.map((name) => [wordOr('anomaly', name), found.before[name] ?? 0, found.after[name] ?? 0])),
    found.differences.length > 0 && table(['case', 'anomaly', 'change', 'before', 'after'], found.differences.map(differenceCells)),
    all > found.differences.length && element('p', { class: 'small soft' }, count('imports.more', all - found.differences.length)),
    element('p', { class: 'soft' }, t('rules.switch_on')),
  );
}

const CALM = new Set(['gone', 'stays']);

/** @param {Different} one */
function differenceCells({ case_reference: reference, anomaly, change, before, after }) {
  return [
    element('a', { href: `/agent/cases/${encodeURIComponent(reference)}`, class: 'code-like' }, reference),
    wordOr('anomaly', anomaly),
    element('span', { class: CALM.has(change) ? 'badge' : 'badge warn' }, wordOr('rules.change', change)),
    before ? day(before) : '–',
    after ? day(after) : '–',
  ];
}

/** @param {readonly string[]} heads @param {readonly import('./element.js').Child[][]} rows */
function table(heads, rows) {
  return element(
    'div',
    { class: 'table-frame' },
    element(
      'table',
      { class: 'table' },
      element('thead', {}, element('tr', {}, heads.map((name) => element('th', { scope: 'col' }, t(`rules.column.${name}`))))),
      element('tbody', {}, rows.map((cells) => element('tr', {}, cells.map((cell, index) => element('td', { 'data-label': t(`rules.column.${heads[index]}`) }, cell))))),
    ),
  );
}
