/**
 * What was promised to customers: on its case, and the list of what is due on the console.
 */

import { serverNow } from '../protocol/server_clock.js';
import { count, day, t, when } from './desk_words.js';
import { dayWords, hoursWords, ownZone, zoneName } from './day_words.js';
import { element, fill } from './element.js';
import { facts, panel } from './facts.js';
import { settling } from './promise_settling.js';

/** @typedef {import('../protocol/desk.js').CommitmentRecord} CommitmentRecord */
/** @typedef {import('./promise_settling.js').PromiseActs} PromiseActs */

/** @param {readonly CommitmentRecord[]} promises of one case, in the order of their dates @param {PromiseActs} act */
export function promisedPanel(promises, act) {
  return panel(t('promised.title'), { id: 'promised' }, element('ul', { class: 'plain promises' }, promises.map((each) => promiseItem(each, act))));
}

/** @param {CommitmentRecord} promise @param {PromiseActs} act */
function promiseItem(promise, act) {
  const place = element('li', {});
  /** @param {CommitmentRecord} now */
  const draw = (now) =>
    fill(
      place,
      element('p', { class: 'row', tabindex: -1 }, element('strong', {}, whatWords(now)), dueBadge(now)),
      now.kind === 'promise' ? element('blockquote', { dir: 'auto' }, now.note) : null,
      times(now),
      now.kind === 'promise'
        ? null
        : facts([
            [t('promised.contact'), contactWords(now)],
            [t('promised.note'), now.note],
          ]),
      now.moves.map(movedLine),
      now.state === 'open' ? settling(now, act, draw) : element('p', { class: 'small soft', tabindex: -1 }, t(`promised.${now.state}`, { name: now.settled_by ?? '', when: when(now.settled_at ?? '') }), now.reason && ` · ${now.reason}`),
    );
  draw(promise);
  return place;
}

/** In the customer's own time, which is the promise, and in the reader's. @param {CommitmentRecord} promise */
function times({ kind, starts_at: startsAt, due_at: dueAt, time_zone: zone, customer_name: name }) {
  if (kind === 'promise') return element('div', { class: 'promise-times' }, element('p', {}, t('promised.until', { day: dayWords(new Date(dueAt), zone).day, zone: zoneName(new Date(dueAt), zone) })));
  const [from, to] = [new Date(startsAt), new Date(dueAt)];
  const said = (/** @type {string} */ timeZone) => ({ day: dayWords(from, timeZone).day, hours: hoursWords(from, to, timeZone) });
  return element(
    'div',
    { class: 'promise-times' },
    element('p', {}, t('promised.theirs', { ...said(zone), name, zone: zoneName(from, zone) })),
    zone !== ownZone() && element('p', { class: 'soft' }, t('promised.own', said(ownZone()))),
  );
}

/** Of what sort it is. @param {CommitmentRecord} promise */
export function whatWords({ kind, channel }) {
  return t(kind === 'promise' ? 'promised.promise' : channel === 'text' ? 'promised.text' : 'promised.call');
}

/** One time it was put off. @param {import('../protocol/desk.js').Move} move */
function movedLine({ by, from_at: from, to_at: to, reason }) {
  return element('p', { class: 'small soft', dir: 'auto' }, `${t('promised.moved', { from: day(from), to: day(to), name: by })} · ${reason}`);
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
    element('span', { class: 'soft', dir: 'auto' }, promise.kind === 'promise' ? promise.note : whatWords(promise)),
    element('span', {}, promise.kind === 'promise' ? dayWords(to, promise.time_zone).day : `${day}, ${hoursWords(from, to)}`),
    dueBadge(promise),
  );
}
