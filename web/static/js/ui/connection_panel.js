/**
 * One connection test in detail, for who helps: each step, what it came to, and how long it took.
 */

import { hasClicked } from '../state/call_view.js';
import { gravityOf, STEPS, verdictOf } from '../state/connection_verdict.js';
import { isMissing, wordsInCall } from '../state/line_cause.js';
import { currentLocale, t } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {import('../protocol/wire.js').ConnectionTested} ConnectionTested */
/** @typedef {import('../protocol/desk.js').ConnectionTestRecord} ConnectionTestRecord */
/** @typedef {import('../protocol/wire.js').Tested} Tested */
/** @typedef {import('../state/call_view.js').CallView} CallView */

/**
 * In the agent's page: one line while all is well, and open when something is in the way. `cause` is for over the call, since the
 * panel lies below it: shown while the talk is missing and the customer's connection is why.
 *
 * @param {string} name of the customer
 */
export function customersConnection(name) {
  const panel = element('details', { class: 'panel', id: 'connection', hidden: true });
  const cause = element('div', { class: 'call-card line-cause', role: 'status', hidden: true });
  let last = '';
  /** @param {CallView} view */
  const follow = (view) => {
    cause.hidden = !isMissing(view) || cause.dataset.gravity !== 'bad';
  };
  /** @param {ConnectionTested} test @param {CallView} view */
  const show = (test, view) => {
    const verdict = verdictOf(test);
    cause.dataset.gravity = gravityOf(verdict);
    fill(cause, element('p', {}, element('strong', {}, t('connection.title', { name }))), element('p', {}, t(`connection.verdict.${verdict}`)));
    follow(view);
    panel.hidden = false;
    if (verdict !== last) panel.open = gravityOf(verdict) === 'bad';
    last = verdict;
    fill(
      panel,
      element('summary', {}, element('h2', {}, t('connection.title', { name })), ' ', verdictBadge(test)),
      connectionTable(test),
      element('p', { class: 'small soft' }, t('connection.reads', { name }), ' ', element('q', {}, t(hasClicked(view.other) ? wordsInCall(verdict) : `check.${verdict}`))),
    );
  };
  return { panel, cause, show, follow };
}

/** @param {ConnectionTested | ConnectionTestRecord} test */
export function verdictBadge(test) {
  const verdict = verdictOf(test);
  return element('span', { class: `badge ${gravityOf(verdict)}` }, t(`connection.verdict.${verdict}`));
}

/** @param {ConnectionTested | ConnectionTestRecord} test */
export function connectionTable(test) {
  const { steps, round_trip_ms: roundTrip, kbit_s: kbit } = test;
  const rows = STEPS.map((step) => row(t(`connection.step.${step}`), steps[step] ?? null));
  return element(
    'div',
    { class: 'stack tight' },
    element('table', { class: 'connection-steps' }, element('tbody', {}, rows)),
    roundTrip !== null && element('p', { class: 'small' }, t('connection.measured', { time: milliseconds(roundTrip), rate: kbit === null ? '–' : rate(kbit) })),
  );
}

/** @param {string} name @param {Tested | null} step */
function row(name, step) {
  const outcome = step?.outcome ?? 'none';
  return element(
    'tr',
    { 'data-outcome': outcome },
    element('th', { scope: 'row' }, name),
    element('td', {}, element('span', { class: `dot ${DOTS[outcome]}`, 'aria-hidden': 'true' }), ' ', t(`connection.outcome.${outcome}`)),
    element('td', { class: 'number' }, step?.ms === null || step?.ms === undefined ? '' : milliseconds(step.ms)),
  );
}

/** @type {Record<Tested['outcome'] | 'none', string>} */
const DOTS = { passed: 'good', failed: 'bad', late: 'bad', skipped: '', none: '' };

/** @param {number} ms */
function milliseconds(ms) {
  return new Intl.NumberFormat(currentLocale(), { style: 'unit', unit: 'millisecond', unitDisplay: 'short' }).format(ms);
}

/** @param {number} kbit in a second */
function rate(kbit) {
  const [unit, value] = kbit >= 1000 ? ['megabit-per-second', kbit / 1000] : ['kilobit-per-second', kbit];
  return new Intl.NumberFormat(currentLocale(), { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 2 }).format(Number(value));
}
