/**
 * What came before on a case: its calls, and the summaries attached to it.
 */

import { duration, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { summaryText } from './summary_text.js';

/** @typedef {import('../protocol/desk.js').CallLine} CallLine */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */

/** @param {readonly CallLine[]} calls newest first */
export function callsPanel(calls) {
  const lines = calls.map((call) =>
    element(
      'li',
      {},
      element('p', {}, element('time', { datetime: call.created_at }, when(call.created_at)), call.talk_seconds !== null && ` · ${duration(call.talk_seconds)}`),
      element('p', { class: 'small soft', dir: 'auto' }, [call.agent_name, ending(call), call.recorded && t('logs.recorded.yes')].filter(Boolean).join(' · ')),
    ),
  );
  return panel(
    t('case.calls'),
    { id: 'calls' },
    lines.length > 0 ? element('ol', { class: 'plain' }, lines) : element('p', { class: 'soft' }, t('case.calls.none')),
  );
}

/** @param {CallLine} call */
function ending({ outcome, reason, state }) {
  if (outcome) return wordOr('outcome', outcome);
  return reason ? t(`reason.${reason}`) : t(`call_state.${state}`);
}

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
