/**
 * The summaries attached to a case.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { filedWords } from './filed_words.js';
import { summaryText } from './summary_text.js';

/** @typedef {import('../protocol/desk.js').CallLine} CallLine */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */

/**
 * @param {SummaryRecord[]} summaries those on the case, newest first
 * @param {readonly CallLine[]} calls of the case
 * @param {{beside: (summary: SummaryRecord) => Node | null, find: (callId: string) => import('./source_list.js').FindMoment}} how `beside`: what can be done
 *   with one; `find`: what its statements rest on
 */
export function summariesPanel(summaries, calls, { beside, find }) {
  const agentOf = (/** @type {SummaryRecord} */ summary) => calls.find((call) => call.id === summary.call_id)?.agent_name ?? '';
  const items = summaries.map((summary, index) =>
    element(
      'details',
      { open: index === 0, 'data-call': summary.call_id },
      element('summary', {}, filedWords(summary, agentOf(summary))),
      summary.state === 'rejected' ? element('p', { dir: 'auto' }, summary.rejected_because) : summaryText(summary.body, { brief: true, find: find(summary.call_id) }),
      beside(summary),
    ),
  );
  return panel(
    t('case.summaries'),
    { id: 'summaries' },
    items.length > 0 ? element('div', { class: 'stack' }, items) : element('p', { class: 'soft' }, t('case.summaries.none')),
  );
}
