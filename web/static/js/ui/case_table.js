/**
 * The console's list of cases: what an agent needs to choose the next one, a row each.
 */

import { serverNow } from '../protocol/server_clock.js';
import { element } from './element.js';
import { count, countryName, day, languageName, money, t, when } from './desk_words.js';

/** @typedef {import('../protocol/desk.js').CaseLine} CaseLine */

/** Silent for this long, a row asks to be looked at. */
const LONG_DAYS = 10;

/** @param {CaseLine[]} cases */
export function caseTable(cases) {
  const heads = ['case', 'customer', 'stage', 'due', 'silent', 'last'].map((name) =>
    element('th', { scope: 'col' }, t(`agent.column.${name}`)),
  );
  return element(
    'div',
    { class: 'table-frame' },
    element('table', { class: 'table' }, element('thead', {}, element('tr', {}, heads)), element('tbody', {}, cases.map(row))),
  );
}

/** @param {CaseLine} line */
function row(line) {
  const href = `/agent/cases/${encodeURIComponent(line.reference)}`;
  return element(
    'tr',
    {},
    element(
      'td',
      {},
      element('a', { href, class: 'whole-row', 'data-row': true }, line.reference),
      element('div', { class: 'soft', dir: 'auto' }, line.title),
      line.value && element('div', { class: 'small' }, money(line.value.amount, line.value.currency)),
    ),
    element(
      'td',
      {},
      element('span', { dir: 'auto' }, line.customer_name),
      element('div', { class: 'soft small' }, [languageName(line.customer_language), line.country && countryName(line.country)].filter(Boolean).join(' · ')),
    ),
    element('td', {}, element('span', { class: 'badge' }, t(`stage.${line.stage}`)), anomaly(line)),
    due(line),
    silent(line.days_silent),
    lastWord(line),
  );
}

/** @param {CaseLine} line */
function anomaly(line) {
  return line.anomaly && element('div', { class: 'small soft' }, t(`anomaly.${line.anomaly}`));
}

/** The soonest deadline, and whose it is to keep. @param {CaseLine} line */
function due({ deadline, owner }) {
  const late = deadline !== null && serverNow() > Date.parse(deadline);
  return element(
    'td',
    { 'data-label': t('agent.column.due') },
    deadline ? element('span', { class: late ? 'badge bad' : undefined }, late ? `${t('promised.overdue')} · ${day(deadline)}` : day(deadline)) : '–',
    owner && element('div', { class: 'soft small', dir: 'auto' }, owner.name),
  );
}

/** @param {number | null} days */
function silent(days) {
  const words = days === null ? '–' : count('agent.silent', days);
  const long = days === null || days >= LONG_DAYS;
  return element(
    'td',
    { class: 'number', 'data-label': t('agent.column.silent') },
    element('span', { class: long ? 'badge warn' : undefined }, words),
  );
}

/** @param {CaseLine} line */
function lastWord({ last_event: event, carrier }) {
  if (!event) return element('td', { class: 'soft' }, t('agent.no_event'));
  const where = [when(event.at), event.location, carrier].filter(Boolean).join(' · ');
  return element(
    'td',
    {},
    element('span', { class: 'clip', dir: 'auto', lang: event.language }, event.description),
    element('div', { class: 'soft small', dir: 'auto' }, where),
  );
}

/** There is no way back but the browser's: what a page begins after is known, and not what it began after before.
 * @param {{start: (() => void) | null, next: (() => void) | null}} go */
export function nextPage({ start, next }) {
  if (!start && !next) return null;
  return element(
    'nav',
    { class: 'pager', 'aria-label': t('list.pages') },
    element('button', { type: 'button', disabled: !start, onclick: () => start?.() }, t('list.start')),
    element('button', { type: 'button', disabled: !next, onclick: () => next?.() }, t('desk.next')),
  );
}
