/**
 * A summary to be read: each statement with where it comes from. Empty groups are left out.
 */

import { GROUPS } from '../state/wrap_up.js';
import { day, duration, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { facts } from './facts.js';
import { sourceList } from './source_list.js';
import { detail } from './statement_detail.js';

/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */
/** @typedef {import('../protocol/desk.js').Statement} Statement */
/** @typedef {import('./source_list.js').FindMoment} FindMoment */

/**
 * @param {SummaryBody | null} body
 * @param {{find: FindMoment, brief?: boolean}} how `find`: what was said is heard, or read, at a click; `brief`: what stands on the page of the case
 *   anyway is folded away
 */
export function summaryText(body, { find, brief = false }) {
  if (!body) return element('p', { class: 'soft' }, t('log.summary.none'));
  const groups = GROUPS.filter((group) => group !== 'situation' && body[group].length > 0);
  const spoken = groups.map((group) =>
    element('section', {}, element('h3', {}, t(`wrap.${group}`)), element('ul', {}, body[group].map((item) => statement(item, { group, language: body.language, find })))),
  );
  const circumstances = [situation(body, find), ...standing(body)];
  return element(
    'div',
    { class: 'summary-text' },
    body.outcome && element('p', { class: 'row' }, element('span', { class: 'badge good' }, wordOr('outcome', body.outcome))),
    brief ? spoken : [situation(body, find), ...spoken, ...standing(body)],
    brief && element('details', {}, element('summary', { class: 'small soft' }, t('wrap.more')), element('div', { class: 'summary-text' }, circumstances)),
  );
}

/** The facts of the case as pairs, then what happened, line by line. @param {SummaryBody} body @param {FindMoment} find */
export function situation({ situation: items, language }, find) {
  const told = items.filter((item) => item.sources[0]?.kind === 'case');
  const rest = items.filter((item) => item.sources[0]?.kind !== 'case');
  return (
    items.length > 0 &&
    element(
      'section',
      {},
      element('h3', {}, t('wrap.situation')),
      told.length > 0 && facts(told.map((item) => [fieldName(item.sources[0].ref), textOf(item)])),
      rest.length > 0 && element('ul', {}, rest.map((item) => statement(item, { group: 'situation', language, find }))),
    )
  );
}

/** @param {string} field of the case */
function fieldName(field) {
  const key = FIELDS[field];
  return key ? t(key) : wordOr('case.field', field);
}

/** The fields of a case that a summary may quote, by the words that name them elsewhere on the desk. @type {Record<string, string>} */
const FIELDS = { reference: 'case.reference', title: 'case.parcel', tracking_number: 'case.tracking', carrier: 'case.carrier', stage: 'agent.column.stage' };

/** @param {Statement} item @param {{group: import('../state/wrap_up.js').Group, language: string, find: FindMoment}} about */
function statement(item, { group, language, find }) {
  const { who, speaker } = /** @type {Partial<import('../protocol/desk.js').Commitment & import('../protocol/desk.js').Said>} */ (item);
  const person = who ?? speaker;
  return element(
    'li',
    {},
    element('span', { dir: 'auto', lang: item.sources[0]?.kind === 'timeline' ? undefined : language }, textOf(item)),
    detail(group, item),
    person && element('span', { class: 'small soft' }, t(`role.${person}`)),
    sourceList(item.sources, find),
  );
}

/** A line of the timeline and a stage are stored as codes, and read in the reader's language. @param {Statement} item */
export function textOf(item) {
  const [source] = item.sources;
  if (source?.kind === 'timeline') return wordOr('happened', item.text);
  return source?.kind === 'case' && source.ref === 'stage' ? wordOr('stage', item.text) : item.text;
}

/** What nobody edits: who agreed to what, and what was recorded. @param {SummaryBody} body */
export function standing({ consents, recordings }) {
  return [
    consents.length > 0 &&
      element(
        'section',
        {},
        element('h3', {}, t('wrap.consent')),
        element('ul', {}, [...new Set(consents.map((consent) => consent.participant_id))].map((id) => decisions(consents.filter((consent) => consent.participant_id === id)))),
      ),
    element(
      'section',
      {},
      element('h3', {}, t('wrap.recording')),
      recordings.length > 0
        ? element('ul', {}, recordings.map(recording))
        : element('p', { class: 'soft' }, t('log.recording.none')),
    ),
  ].filter((section) => section !== false);
}

/** One person's. @param {import('../protocol/desk.js').ConsentState[]} consents */
function decisions(consents) {
  const said = consents.map((consent) => `${t(`purpose.${consent.purpose}`)}: ${t(`decision.${consent.decision}`)}`);
  return element('li', {}, `${t(`role.${consents[0].role}`)} · ${said.join(' · ')}`);
}

/** @param {import('../protocol/desk.js').RecordingFacts} about */
function recording(about) {
  const state = t(`recording_state.${about.state}`);
  const cut = about.partial && about.state !== 'discarded' && t('part_state.partial');
  const kept = about.state !== 'discarded' && t('wrap.recording.kept', { date: day(about.delete_on) });
  return element('li', {}, [when(about.opened_at), duration(about.seconds), state, cut, kept].filter(Boolean).join(' · '));
}
