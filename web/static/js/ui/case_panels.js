/**
 * A case as the agent reads it: what the journey says, the parcel, the customer, the last words of the carrier.
 */

import { element, the } from './element.js';
import { facts, panel } from './facts.js';
import { count, countryName, day, languageName, money, t, when, wordOr } from './desk_words.js';
import { otherNumber } from './other_number.js';
import { pressed } from './pressed.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/** @typedef {import('../protocol/desk.js').TrackingEvent} TrackingEvent */
/** @typedef {import('./other_number.js').SayWhose} SayWhose */

const EVENTS_SHOWN = 6;

/** @param {CaseView} view */
export function caseHead({ reference, title, stage, customer }) {
  return element(
    'div',
    { class: 'case-head' },
    element('div', {}, element('a', { href: '/agent', class: 'small' }, t('case.back')), element('h1', {}, element('span', { class: 'code-like' }, reference), ' ', element('span', { dir: 'auto' }, title))),
    element('p', { class: 'row' }, element('span', { class: 'badge', id: 'stage' }, t(`stage.${stage}`)), element('span', { dir: 'auto' }, customer.name), element('span', { class: 'soft' }, languageName(customer.language))),
  );
}

/** The case has been moved. @param {HTMLElement} within @param {string} stage */
export function showStage(within, stage) {
  the('#stage', HTMLElement, within).textContent = wordOr('stage', stage);
}

/** @param {CaseView} view @param {((stage: string) => Promise<void>) | null} [move] to the stage that usually comes next */
export function readingPanel(view, move = null) {
  const { reading, days_silent: silent, suggested_stage: next } = view;
  const silence = silent === null ? t('case.silent.none') : `${t('case.silent')} ${count('case.days', silent)}`;
  return panel(
    t('case.reading'),
    { id: 'reading', class: reading ? 'reading' : '' },
    element('p', { class: 'reading-word' }, reading ? wordOr('anomaly', reading.anomaly) : t('case.reading.none')),
    reading &&
      element(
        'p',
        { class: 'soft' },
        t('case.reading.since', { date: day(reading.since), days: count('case.days', reading.days) }),
      ),
    reading && element('blockquote', { dir: 'auto', lang: reading.event.language }, reading.event.description),
    element('p', { class: 'row soft' }, silence, next && !move && element('span', {}, t('case.next_stage', { stage: t(`stage.${next}`) }))),
    next && move && pressed([{ words: t('proposal.move', { stage: t(`stage.${next}`) }), look: '', press: () => move(next) }]),
  );
}

/** @param {CaseView} view */
export function parcelPanel({ parcel, order_reference: order, alerts, facts: told }) {
  const number = parcel.tracking_number && element('span', { class: 'code-like' }, parcel.tracking_number);
  return panel(
    t('case.parcel'),
    { id: 'parcel' },
    facts([
      [t('case.order'), order],
      [t('case.tracking'), number],
      [t('case.carrier'), parcel.carrier],
      [t('case.shipped'), parcel.shipped_on && day(parcel.shipped_on)],
      [t('case.value'), parcel.value && money(parcel.value.amount, parcel.value.currency)],
      ...Object.entries(told),
    ]),
    alerts.includes('wrong_check_digit') && element('p', { class: 'small soft' }, t('case.tracking_odd')),
  );
}

/** @param {CaseView} view */
export function customerPanel({ customer }) {
  return panel(
    t('case.customer'),
    { id: 'customer' },
    element('p', { class: 'customer-name', dir: 'auto' }, customer.name),
    facts([
      [t('case.speaks'), languageName(customer.language)],
      [t('case.country'), customer.country && countryName(customer.country)],
      [t('case.contact'), customer.contact],
    ]),
  );
}

/** @param {CaseView} view @param {SayWhose} say */
export function trackingPanel({ events, other_numbers: others }, say) {
  const numbers = others.map((other) => otherNumber(other, say, eventItem));
  if (events.length === 0) return panel(t('case.events'), { id: 'tracking' }, element('p', { class: 'soft' }, t('case.events.none')), numbers);
  const [last, earlier] = [events.slice(0, EVENTS_SHOWN), events.slice(EVENTS_SHOWN)];
  return panel(
    t('case.events'),
    { id: 'tracking' },
    element('ol', { class: 'track' }, last.map(eventItem)),
    earlier.length > 0 &&
      element(
        'details',
        {},
        element('summary', {}, count('case.events.more', earlier.length)),
        element('ol', { class: 'track' }, earlier.map(eventItem)),
      ),
    numbers,
  );
}

/** @param {TrackingEvent} event */
function eventItem(event) {
  const where = [event.location, event.country && countryName(event.country)].filter(Boolean).join(', ');
  return element(
    'li',
    {},
    element('p', { class: 'small soft' }, element('time', { datetime: event.at }, when(event.at)), where && ` · ${where}`),
    element('p', { dir: 'auto', lang: event.language }, event.description),
    event.progress !== 'unknown' && element('p', { class: 'small soft' }, wordOr('progress', event.progress)),
  );
}
