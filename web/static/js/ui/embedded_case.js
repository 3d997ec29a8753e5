/**
 * The case beside a helpdesk's ticket: what it is about, the last call, what is promised next, and a call with one click.
 */

import { copyButton, copyText } from './copy_button.js';
import { count, day, duration, languageName, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { facts, panel } from './facts.js';
import { overHead } from './over_head.js';

/** @typedef {import('../protocol/desk.js').EmbeddedCase} EmbeddedCase */
/** @typedef {import('../protocol/desk.js').EmbeddedCall} EmbeddedCall */

/** @param {EmbeddedCase} found @param {() => Promise<EmbeddedCall>} call @param {AbortSignal} signal */
export function embeddedCase(found, call, signal) {
  const { reference, title, stage, anomaly, days_silent: silent } = found;
  return [
    element(
      'div',
      { class: 'headline' },
      element('h1', {}, element('bdi', { class: 'code-like' }, reference)),
      element('p', { dir: 'auto' }, title),
      element('p', { class: 'soft' }, t('embed.customer', { name: found.customer_name, language: languageName(found.customer_language) })),
    ),
    element('div', { class: 'row' }, element('span', { class: 'badge' }, wordOr('stage', stage)), anomaly && element('span', { class: 'badge warn' }, wordOr('anomaly', anomaly))),
    callNow(found, call, signal),
    panel(
      t('case.parcel'),
      { id: 'parcel' },
      facts([
        [t('case.tracking'), found.tracking_number && element('bdi', { class: 'code-like' }, found.tracking_number)],
        [t('case.carrier'), found.carrier],
        [t('case.silent'), silent === null ? t('case.silent.none') : count('case.days', silent)],
        [t('agent.column.last'), found.last_event],
      ]),
    ),
    lastCall(found),
    nextPromise(found),
    element('a', { href: found.case_url, target: '_blank', rel: 'noopener' }, t('embed.open')),
  ];
}

/** Where there is nothing to be shown any more. */
export function viewOver() {
  return overHead(t('embed.over'), t('embed.over.next'));
}

/** @param {EmbeddedCase} found @param {() => Promise<EmbeddedCall>} call @param {AbortSignal} signal */
function callNow({ may_call: may }, call, signal) {
  if (!may) return element('p', { class: 'notice' }, t('embed.no_agent'));
  const place = element('div', { class: 'stack tight' });
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const button = element('button', { type: 'button', class: 'primary large call-now' }, t('embed.call'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    button.textContent = t('embed.calling');
    trouble.hidden = true;
    try {
      const made = await call();
      fill(place, called(made, signal));
      place.querySelector('input')?.focus(); // the button is gone; what comes next is the customer's link
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
      button.disabled = false;
      button.textContent = t('embed.call');
    }
  });
  fill(place, button, element('p', { class: 'small soft' }, t('embed.call_hint')), trouble);
  return place;
}

/** The agent is in it; the customer comes by the link. @param {EmbeddedCall} made @param {AbortSignal} signal */
function called({ call_url: where, join_url: link }, signal) {
  const field = element('input', { id: 'join-link', readonly: true, 'aria-describedby': 'called-told', dir: 'ltr', value: link, onfocus: () => field.select() });
  return [
    element('p', { class: 'notice good' }, element('span', { id: 'called-told' }, t('embed.called')), element('a', { href: where, target: '_blank', rel: 'noopener' }, t('embed.to_call'))),
    element('div', { class: 'field' }, element('label', { for: 'join-link' }, t('call.invite.link')), field),
    copyButton(t('call.invite.copy_link'), () => copyText(link), signal),
  ];
}

/** @param {EmbeddedCase} found */
function lastCall({ last_call: call }) {
  if (!call) return panel(t('embed.last'), { id: 'last-call' }, element('p', { class: 'soft' }, t('embed.last.none')));
  return panel(
    t('embed.last'),
    { id: 'last-call' },
    facts([
      [t('logs.column.when'), when(call.at)],
      [t('logs.column.agent'), call.agent_name],
      [t('logs.column.duration'), call.talk_seconds !== null && duration(call.talk_seconds)],
      [t('logs.column.outcome'), call.outcome && wordOr('outcome', call.outcome)],
    ]),
  );
}

/** @param {EmbeddedCase} found */
function nextPromise({ next_promise: promise }) {
  if (!promise) return panel(t('embed.next'), { id: 'next-promise' }, element('p', { class: 'soft' }, t('embed.next.none')));
  const what = promise.note || t(promise.channel === 'text' ? 'promised.text' : 'promised.call');
  return panel(t('embed.next'), { id: 'next-promise' }, element('p', {}, element('strong', {}, day(promise.due_at)), ' ', element('span', { dir: 'auto' }, what)));
}
