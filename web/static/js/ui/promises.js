/**
 * What was promised to customers: on its case, and the list of what is due on the console.
 */

import { serverNow } from '../protocol/server_clock.js';
import { count, t, when } from './desk_words.js';
import { dayWords, hoursWords, ownZone, zoneName } from './day_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { facts, panel } from './facts.js';

/** @typedef {import('../protocol/desk.js').CommitmentRecord} CommitmentRecord */
/** @typedef {(id: string, state: 'kept' | 'broken') => Promise<CommitmentRecord>} Settle */

/** @param {readonly CommitmentRecord[]} promises of one case, in the order of their dates @param {Settle} settle */
export function promisedPanel(promises, settle) {
  return panel(t('promised.title'), { id: 'promised' }, element('ul', { class: 'plain promises' }, promises.map((each) => promiseItem(each, settle))));
}

/** @param {CommitmentRecord} promise @param {Settle} settle */
function promiseItem(promise, settle) {
  const place = element('li', {});
  /** @param {CommitmentRecord} now */
  const draw = (now) =>
    fill(
      place,
      element('p', { class: 'row' }, element('strong', {}, t(`promised.${now.channel}`)), dueBadge(now)),
      times(now),
      facts([
        [t('promised.contact'), contactWords(now)],
        [t('promised.note'), now.note],
      ]),
      now.state === 'open' ? settling(now, settle, draw) : element('p', { class: 'small soft', tabindex: -1 }, t(`promised.${now.state}`, { name: now.settled_by ?? '', when: when(now.settled_at ?? '') })),
    );
  draw(promise);
  return place;
}

/** @param {CommitmentRecord} promise @param {Settle} settle @param {(now: CommitmentRecord) => void} draw */
function settling({ id }, settle, draw) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const press = async (/** @type {'kept' | 'broken'} */ state) => {
    for (const button of buttons) button.disabled = true;
    trouble.hidden = true;
    try {
      const place = trouble.closest('li');
      draw(await settle(id, state));
      place?.querySelector('p:last-child')?.setAttribute('role', 'status');
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
      for (const button of buttons) button.disabled = false;
    }
  };
  const buttons = [
    element('button', { type: 'button', class: 'primary', onclick: () => press('kept') }, t('promised.done')),
    element('button', { type: 'button', class: 'quiet', onclick: () => press('broken') }, t('promised.not_kept')),
  ];
  return element('div', { class: 'stack' }, element('div', { class: 'row' }, buttons), trouble);
}

/** In the customer's own time, which is the promise, and in the reader's. @param {CommitmentRecord} promise */
function times({ starts_at: startsAt, due_at: dueAt, time_zone: zone, customer_name: name }) {
  const [from, to] = [new Date(startsAt), new Date(dueAt)];
  const said = (/** @type {string} */ timeZone) => ({ day: dayWords(from, timeZone).day, hours: hoursWords(from, to, timeZone) });
  return element(
    'div',
    { class: 'promise-times' },
    element('p', {}, t('promised.theirs', { ...said(zone), name, zone: zoneName(from, zone) })),
    zone !== ownZone() && element('p', { class: 'soft' }, t('promised.own', said(ownZone()))),
  );
}

/** @param {CommitmentRecord} promise */
function dueBadge({ state, starts_at: startsAt, due_at: dueAt }) {
  if (state !== 'open') return null;
  const now = serverNow();
  if (now > Date.parse(dueAt)) return element('span', { class: 'badge bad' }, t('promised.overdue'));
  return now >= Date.parse(startsAt) && element('span', { class: 'badge warn' }, t('promised.now'));
}

/** @param {CommitmentRecord} promise */
function contactWords({ contact, customer_contact: known }) {
  if (contact !== '') return contact;
  return known ? t('promised.contact.case', { contact: known }) : t('promised.contact.none');
}

/** The console's list: what is due first on top, overdue ones with it. @param {import('../protocol/desk.js').CommitmentList} list */
export function callBacksPanel({ commitments, total }) {
  if (total === 0) return null;
  const more = total - commitments.length;
  return panel(
    t('agent.call_backs'),
    { id: 'call-backs' },
    element('ul', { class: 'plain call-backs' }, commitments.map(callBackItem)),
    more > 0 && element('p', { class: 'small soft' }, count('agent.call_backs.more', more)),
  );
}

/** @param {CommitmentRecord} promise */
function callBackItem(promise) {
  const [from, to] = [new Date(promise.starts_at), new Date(promise.due_at)];
  const { day } = dayWords(from);
  return element(
    'li',
    {},
    element('a', { href: `/agent/cases/${encodeURIComponent(promise.case_reference)}`, class: 'code-like' }, promise.case_reference),
    element('span', { dir: 'auto' }, promise.customer_name),
    element('span', { class: 'soft' }, t(`promised.${promise.channel}`)),
    element('span', {}, `${day}, ${hoursWords(from, to)}`),
    dueBadge(promise),
  );
}
