/**
 * The summary of a call with every change people made to it, as the supervisor reads it.
 */

import { changes } from '../state/summary_changes.js';
import { t, when } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { filedWords } from './filed_words.js';
import { summaryText } from './summary_text.js';

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').SummaryEdit} SummaryEdit */

/** @param {CallRecord} call @param {import('./source_list.js').FindMoment} find what a statement rests on */
export function summaryPanel({ summary, agent_name: agent }, find) {
  if (!summary?.body) return panel(t('log.summary'), { id: 'summary' }, element('p', { class: 'soft' }, t('log.summary.none')));
  const standing = filedWords(summary, agent ?? '');
  return panel(
    t('log.summary'),
    { id: 'summary' },
    element('p', {}, element('span', { class: `badge ${summary.state === 'approved' ? 'good' : 'warn'}` }, standing)),
    summary.rejected_because && element('p', { dir: 'auto' }, summary.rejected_because),
    summaryText(summary.body, { find }),
    edits(summary.edits),
  );
}

/** @param {SummaryEdit[]} made */
function edits(made) {
  return element(
    'section',
    { class: 'stack tight' },
    element('h3', {}, t('log.edits')),
    made.length === 0 && element('p', { class: 'soft' }, t('log.edits.none')),
    made.map((edit) =>
      element(
        'details',
        {},
        element('summary', {}, t('log.edits.line', { when: when(edit.at), version: edit.version })),
        element('ul', { class: 'changes' }, changes(edit.before, edit.after).map(change)),
      ),
    ),
  );
}

/** @param {import('../state/summary_changes.js').Change} change */
function change({ group, before, after }) {
  return element(
    'li',
    {},
    element('span', { class: 'small soft' }, t(`wrap.${group}`)),
    before !== null && element('span', {}, hidden(t('log.edits.before')), element('del', { dir: 'auto' }, before)),
    after !== null && element('span', {}, hidden(t('log.edits.after')), element('ins', { dir: 'auto' }, after)),
  );
}

/** Strokes and underlines are not heard. @param {string} words */
function hidden(words) {
  return element('span', { class: 'visually-hidden' }, `${words}: `);
}
