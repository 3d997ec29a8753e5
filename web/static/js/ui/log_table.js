/**
 * The supervisor's list of calls and its filters.
 */

import { PAGE_SIZE } from '../state/log_filter.js';
import { count, duration, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../state/log_filter.js').LogFilter} LogFilter */
/** @typedef {import('../protocol/desk.js').CallLine} CallLine */

/** @param {CallLine[]} calls */
export function logTable(calls) {
  const heads = ['when', 'case', 'customer', 'agent', 'duration', 'outcome', 'recorded'];
  return element(
    'div',
    { class: 'table-frame' },
    element(
      'table',
      { class: 'table' },
      element('thead', {}, element('tr', {}, heads.map((name) => element('th', { scope: 'col' }, t(`logs.column.${name}`))))),
      element('tbody', {}, calls.map(row)),
    ),
  );
}

/** @param {CallLine} call */
function row(call) {
  const ended = call.reason ? t(`reason.${call.reason}`) : t(`call_state.${call.state}`);
  const words = call.outcome ? wordOr('outcome', call.outcome) : ended;
  return element(
    'tr',
    {},
    element('td', {}, element('a', { href: `/logs/${call.id}`, class: 'whole-row' }, when(call.created_at))),
    cell('case', call.case_reference, 'reference'),
    cell('customer', call.customer_name),
    cell('agent', call.agent_name ?? '–'),
    element('td', { class: 'number', 'data-label': t('logs.column.duration') }, call.talk_seconds === null ? '–' : duration(call.talk_seconds)),
    element('td', { 'data-label': t('logs.column.outcome') }, words),
    element('td', {}, recordedMark(call)), // its words say of what they are
  );
}

/** @param {string} name @param {string} value @param {string} [kind] */
function cell(name, value, kind) {
  return element('td', { class: kind, 'data-label': t(`logs.column.${name}`) }, element('bdi', {}, value));
}

/** @param {CallLine} call */
function recordedMark({ recorded }) {
  const words = t(recorded ? 'logs.recorded.yes' : 'logs.recorded.no');
  return element('span', { class: recorded ? 'badge' : 'soft small' }, recorded && element('span', { class: 'dot bad', 'aria-hidden': 'true' }), words);
}

/**
 * Where this page of the list lies in the whole, and the ways to its neighbours.
 *
 * @param {{offset: number, shown: number, total: number}} where
 * @param {(offset: number) => void} go
 * @param {number} [pageSize]
 */
export function pager({ offset, shown, total }, go, pageSize = PAGE_SIZE) {
  if (total <= shown && offset === 0) return null;
  return element(
    'nav',
    { class: 'pager', 'aria-label': t('desk.range', { from: offset + 1, to: offset + shown, total }) },
    element('button', { type: 'button', disabled: offset === 0, onclick: () => go(Math.max(0, offset - pageSize)) }, t('desk.previous')),
    element('span', { class: 'soft number', 'aria-hidden': 'true' }, t('desk.range', { from: offset + 1, to: offset + shown, total })),
    element('button', { type: 'button', disabled: offset + shown >= total, onclick: () => go(offset + pageSize) }, t('desk.next')),
  );
}

/** @param {number} total */
export function found(total) {
  return element('p', { class: 'soft small', role: 'status' }, count('logs.found', total));
}
