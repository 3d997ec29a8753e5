/**
 * The summaries attached to a case.
 */

import { t, when } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { summaryText } from './summary_text.js';

/** @typedef {import('../protocol/desk.js').CallLine} CallLine */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */

/** @param {SummaryRecord[]} summaries approved ones, newest first @param {readonly CallLine[]} calls of the case */
export function summariesPanel(summaries, calls) {
  const agentOf = (/** @type {SummaryRecord} */ summary) => calls.find((call) => call.id === summary.call_id)?.agent_name ?? '';
  const items = summaries.map((summary, index) =>
    element(
      'details',
      { open: index === 0, 'data-call': summary.call_id },
      element('summary', {}, t('log.summary.approved', { when: when(summary.approved_at ?? ''), name: agentOf(summary) })),
      summaryText(summary.body, { brief: true }),
    ),
  );
  return panel(
    t('case.summaries'),
    { id: 'summaries' },
    items.length > 0 ? element('div', { class: 'stack' }, items) : element('p', { class: 'soft' }, t('case.summaries.none')),
  );
}
