/**
 * One call as the supervisor reads it: who, when, what happened, who agreed to what, what was recorded.
 */

import { element } from './element.js';
import { facts, panel } from './facts.js';
import { clock, duration, languageName, t, when, wordOr } from './desk_words.js';

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').ConsentRecord} ConsentRecord */
/** @typedef {import('../protocol/desk.js').PartRecord} PartRecord */

/** @param {CallRecord} call @param {string | null} id */
export function nameOf(call, id) {
  return call.participants.find((person) => person.id === id)?.name ?? '';
}

/** @param {CallRecord} call */
export function timesPanel(call) {
  return panel(
    t('log.times'),
    { id: 'times' },
    facts([
      [t('log.mode'), t(`log.mode.${call.mode}`)],
      [t('log.started'), when(call.created_at)],
      [t('log.talk_from'), call.active_since && when(call.active_since)],
      [t('log.talk_to'), call.ended_at && when(call.ended_at)],
      [t('log.length'), call.talk_seconds !== null && duration(call.talk_seconds)],
      [t('log.state'), t(`call_state.${call.state}`)],
      [t('log.reason'), call.reason && t(`reason.${call.reason}`)],
      [t('log.outcome'), call.outcome && wordOr('outcome', call.outcome)],
      [t('log.notes'), call.notes],
    ]),
  );
}

/** @param {CallRecord} call */
export function peoplePanel(call) {
  const people = call.participants.map((person) =>
    element(
      'li',
      {},
      element('span', { dir: 'auto' }, person.name),
      element('span', { class: 'soft small' }, `${t(`role.${person.role}`)} · ${languageName(person.language)}`),
    ),
  );
  return panel(t('log.people'), { id: 'people' }, element('ul', { class: 'people' }, people));
}

/** @param {CallRecord} call */
export function timelinePanel(call) {
  const entries = call.timeline.map((entry) =>
    element(
      'li',
      {},
      element('time', { class: 'number soft small', datetime: entry.at }, clock(entry.at)),
      element('span', { dir: 'auto' }, wordOr('entry', entry.kind, { name: nameOf(call, entry.participant_id) })),
    ),
  );
  return panel(t('log.timeline'), { id: 'timeline' }, element('ol', { class: 'timeline' }, entries));
}

/** @param {CallRecord} call */
export function textPanel(call) {
  const lines = call.messages.map((line) =>
    element(
      'li',
      {},
      element('span', { class: 'soft small' }, `${nameOf(call, line.participant_id)}, ${clock(line.at)}`),
      element('p', { dir: 'auto' }, line.text),
    ),
  );
  const nothing = element('p', { class: 'soft' }, t('log.text.none'));
  return panel(t('log.text'), { id: 'text' }, lines.length > 0 ? element('ol', { class: 'lines' }, lines) : nothing);
}

/** @param {CallRecord} call */
export function consentPanel(call) {
  if (call.consents.length === 0) return panel(t('log.consents'), { id: 'consents' }, element('p', { class: 'soft' }, t('log.consents.none')));
  return panel(
    t('log.consents'),
    { id: 'consents' },
    !call.consents_whole && element('p', { class: 'notice bad', role: 'alert' }, t('log.consents.broken')),
    element('ol', { class: 'consents' }, call.consents.map((consent) => consentItem(call, consent))),
  );
}

/** @param {CallRecord} call @param {ConsentRecord} consent */
function consentItem(call, consent) {
  const look = consent.decision === 'given' ? 'good' : 'bad';
  return element(
    'li',
    {},
    element(
      'p',
      { class: 'row' },
      element('span', { dir: 'auto' }, nameOf(call, consent.participant_id)),
      element('span', { class: 'soft' }, t(`purpose.${consent.purpose}`)),
      element('span', { class: `badge ${look}` }, t(`decision.${consent.decision}`)),
      element('time', { class: 'soft small number', datetime: consent.at }, clock(consent.at)),
    ),
    element(
      'details',
      {},
      element('summary', { class: 'small' }, t('log.consents.words', { language: languageName(consent.locale) })),
      element('blockquote', { lang: consent.locale, dir: 'auto' }, consent.wording),
      element('p', { class: 'small soft' }, t('log.consents.hash'), ' ', element('code', {}, consent.wording_sha256)),
    ),
  );
}

/** @param {CallRecord} call */
export function recordingPanel(call) {
  if (call.parts.length === 0) return panel(t('log.recording'), { id: 'recording' }, element('p', { class: 'soft' }, t('log.recording.none')));
  return panel(
    t('log.recording'),
    { id: 'recording' },
    element('p', { class: 'small soft' }, t('log.recording.listen_note')),
    element('ul', { class: 'parts' }, call.parts.map((part) => partItem(call, part))),
  );
}

/** @param {CallRecord} call @param {PartRecord} part */
function partItem(call, part) {
  const title = t('log.part', { name: nameOf(call, part.participant_id), number: part.number });
  const playable = part.state === 'complete' || part.state === 'partial';
  const url = `/api/calls/${encodeURIComponent(call.id)}/recording?part=${encodeURIComponent(part.id)}`;
  const problem = element('p', { class: 'small', role: 'alert' });
  const failed = () => (problem.textContent = t('log.part.failed'));
  return element(
    'li',
    {},
    element(
      'p',
      { class: 'row' },
      element('span', { dir: 'auto' }, title),
      element('span', { class: 'soft small number' }, t('log.part.seconds', { duration: duration(part.seconds) })),
      part.state !== 'complete' && element('span', { class: 'badge warn' }, t(`part_state.${part.state}`)),
      part.reason && element('span', { class: 'soft small' }, part.reason),
    ),
    // Nothing is fetched before the click: each listening is noted, and looking at the page is no listening.
    playable && element('audio', { controls: true, preload: 'none', src: url, 'aria-label': title, onerror: failed }),
    problem,
  );
}
