/**
 * The days on claims of all cases: what is to be done, for whom, and how many days are left.
 */

import { t, wordOr } from './desk_words.js';
import { daysBadge } from './days_badge.js';
import { element, fill } from './element.js';

/** @typedef {import('../protocol/desk.js').Reminder} Reminder */

/** @param {HTMLElement} place @param {readonly Reminder[]} reminders the earliest first */
export function showDays(place, reminders) {
  place.hidden = reminders.length === 0;
  fill(place, element('h2', { id: 'claim-days-title' }, t('claim.reminders')), element('ul', { class: 'plain' }, reminders.map(item)));
}

/** @param {Reminder} reminder */
function item({ case_reference: reference, title, customer_name: customer, name, what, last_day: lastDay }) {
  return element(
    'li',
    { class: 'row' },
    element('a', { href: `/agent/cases/${encodeURIComponent(reference)}`, class: 'code-like' }, reference),
    element('span', { dir: 'auto' }, title),
    element('span', { class: 'soft', dir: 'auto' }, customer),
    element('span', {}, wordOr('claim.remind', what, { name })),
    daysBadge(lastDay),
  );
}
