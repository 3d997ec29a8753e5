/**
 * What is due by tomorrow: answers that carriers owe, and words that customers were promised.
 */

import { serverNow } from '../protocol/server_clock.js';
import { count, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { timeLeft } from './time_left.js';

/** @typedef {import('../protocol/desk.js').DueLine} DueLine */

/** @param {readonly DueLine[]} lines @param {string} title */
export function dueLinesPanel(lines, title) {
  if (lines.length === 0) return null;
  const late = lines.filter(({ overdue }) => overdue).length;
  return panel(
    title,
    { id: 'due-lines' },
    late > 0 && element('p', { class: 'small soft' }, count('reminder.overdue', late)),
    element('ul', { class: 'plain due-lines' }, lines.map(item)),
  );
}

/** @param {DueLine} line */
function item({ kind, case_reference: reference, title, customer_name: name, owner_name: owner, due_at: at, overdue, carrier, channel, night_until: night }) {
  const what = kind === 'answer' ? t('reminder.answer', { carrier: carrier ?? t('reminder.carrier'), channel: wordOr('enquiry.channel', channel ?? '') }) : t('reminder.update', { name });
  const asleep = night !== null && Date.parse(night) > serverNow();
  return element(
    'li',
    {  'data-kind': kind },
    element('p', { class: 'row' }, element('strong', { dir: 'auto' }, what), element('span', { class: overdue ? 'badge bad' : 'badge' }, overdue ? `${t('promised.overdue')} · ${timeLeft(at)}` : timeLeft(at))),
    element('p', { class: 'row small' }, element('a', { href: `/agent/cases/${encodeURIComponent(reference)}`, class: 'code-like' }, reference), element('span', { dir: 'auto' }, title), owner && element('span', { class: 'soft' }, owner)),
    asleep && element('p', { class: 'small soft' }, t('contact.night', { name, time: when(night, { timeStyle: 'short' }) })),
  );
}
