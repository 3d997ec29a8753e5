/**
 * A summary to be read: each statement with where it comes from. Empty groups are left out.
 */

import { GROUPS } from '../state/wrap_up.js';
import { clock, day, duration, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */
/** @typedef {import('../protocol/desk.js').Statement} Statement */
/** @typedef {import('../protocol/desk.js').Source} Source */

/** @param {SummaryBody | null} body */
export function summaryText(body) {
  if (!body) return element('p', { class: 'soft' }, t('log.summary.none'));
  return element(
    'div',
    { class: 'summary-text' },
    body.outcome && element('p', { class: 'row' }, element('span', { class: 'badge good' }, wordOr('outcome', body.outcome))),
    GROUPS.filter((group) => body[group].length > 0).map((group) =>
      element('section', {}, element('h3', {}, t(`wrap.${group}`)), element('ul', {}, body[group].map((item) => statement(item, body.language)))),
    ),
    standing(body),
  );
}

/** @param {Statement} item @param {string} language */
function statement(item, language) {
  const { due_on: due, who, speaker } = /** @type {Partial<import('../protocol/desk.js').Commitment & import('../protocol/desk.js').Said>} */ (item);
  const person = who ?? speaker;
  return element(
    'li',
    {},
    element('span', { dir: 'auto', lang: item.source.kind === 'timeline' ? undefined : language }, textOf(item)),
    due && element('span', { class: 'badge' }, `${t('wrap.due')} ${day(due)}`),
    element('span', { class: 'small soft' }, [person && t(`role.${person}`), sourceWords(item.source)].filter(Boolean).join(' · ')),
  );
}

/** A line of the timeline is stored as its kind, and read in the reader's language. @param {Statement} item */
export function textOf(item) {
  return item.source.kind === 'timeline' ? wordOr('entry', item.text, { name: '' }).trim() : item.text;
}

/** @param {Source} source */
export function sourceWords(source) {
  const kind = t(`source.${source.kind}`);
  return t('wrap.source', { source: source.at ? `${kind}, ${clock(source.at)}` : kind });
}

/** What nobody edits: who agreed to what, and what was recorded. @param {SummaryBody} body */
export function standing({ consents, recordings }) {
  return [
    consents.length > 0 &&
      element(
        'section',
        {},
        element('h3', {}, t('wrap.consent')),
        element(
          'ul',
          {},
          consents.map((consent) =>
            element('li', {}, `${t(`role.${consent.role}`)} · ${t(`purpose.${consent.purpose}`)}: ${t(`decision.${consent.decision}`)}`),
          ),
        ),
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

/** @param {import('../protocol/desk.js').RecordingFacts} facts */
function recording(facts) {
  const state = t(`recording_state.${facts.state}`);
  const cut = facts.partial && facts.state !== 'discarded' && t('part_state.partial');
  const kept = facts.state !== 'discarded' && t('wrap.recording.kept', { date: day(facts.delete_on) });
  return element('li', {}, [when(facts.opened_at), duration(facts.seconds), state, cut, kept].filter(Boolean).join(' · '));
}
