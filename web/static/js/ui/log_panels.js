/**
 * One call as the supervisor reads it: who, when, what happened, who agreed to what, what was recorded.
 */

import { element } from './element.js';
import { facts, panel } from './facts.js';
import { duration, moment, languageName, t, when, wordOr } from './desk_words.js';
import { partGaps } from './part_gaps.js';
import { heardWhole, wholeRecording } from './whole_recording.js';

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
      element('time', { class: 'number soft small', datetime: entry.at }, moment(entry.at)),
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
      element('span', { class: 'soft small' }, `${nameOf(call, line.participant_id)}, ${moment(line.at)}`),
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
    element('ol', { class: 'consents' }, answers(call.consents).map((answer) => consentItem(call, answer))),
  );
}

/** What one person decided at one moment about the same words belongs together. @param {readonly ConsentRecord[]} consents @returns {ConsentRecord[][]} */
function answers(consents) {
  const key = (/** @type {ConsentRecord} */ one) => [one.participant_id, one.at, one.wording_sha256].join();
  /** @type {ConsentRecord[][]} */
  const found = [];
  for (const consent of consents) {
    const last = found.at(-1);
    if (last && key(last[0]) === key(consent)) last.push(consent);
    else found.push([consent]);
  }
  return found;
}

/** @param {CallRecord} call @param {ConsentRecord[]} answer of one person, to the same words */
function consentItem(call, answer) {
  const [first] = answer;
  const decisions = answer.map(({ purpose, decision }) =>
    element(
      'li',
      {},
      element('span', {}, t(`purpose.${purpose}`)),
      element('span', { class: `badge ${decision === 'given' ? 'good' : 'bad'}` }, t(`decision.${decision}`)),
    ),
  );
  return element(
    'li',
    {},
    element('p', { class: 'row' }, element('strong', { dir: 'auto' }, nameOf(call, first.participant_id)), element('time', { class: 'soft small number', datetime: first.at }, moment(first.at))),
    element('ul', { class: 'decisions' }, decisions),
    element(
      'details',
      {},
      element('summary', { class: 'small' }, t('log.consents.words', { language: languageName(first.locale) })),
      element('blockquote', { lang: first.locale, dir: 'auto' }, first.wording),
      element('p', { class: 'small soft' }, t('log.consents.hash'), ' ', element('code', {}, first.wording_sha256)),
    ),
  );
}

/** @param {CallRecord} call @param {import('./whole_recording.js').ReadPeaks} readPeaks */
export function recordingPanel(call, readPeaks) {
  if (call.parts.length === 0) return panel(t('log.recording'), { id: 'recording' }, element('p', { class: 'soft' }, t('log.recording.none')));
  const parts = element('ul', { class: 'parts' }, call.parts.map((part) => partItem(call, part)));
  return panel(
    t('log.recording'),
    { id: 'recording' },
    element('p', { class: 'small soft' }, t('log.recording.listen_note')),
    ...call.recordings.map((recording) => wholeRecording(call, recording, readPeaks)),
    heardWhole(call) ? element('details', { open: call.parts.some(hasPicture) }, element('summary', { class: 'small' }, t('log.whole.parts')), parts) : parts,
  );
}

/** @param {PartRecord} part */
const hasPicture = (part) => part.media_type?.startsWith('video/') ?? false;

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
      part.reason && part.state !== 'complete' && element('span', { class: 'soft small' }, wordOr('part_reason', part.reason)),
    ),
    // Nothing is fetched before the click: each listening is noted, and looking at the page is no listening.
    playable && element(hasPicture(part) ? 'video' : 'audio', { controls: true, preload: 'none', src: url, 'aria-label': title, onerror: failed }),
    partGaps(part),
    problem,
  );
}
