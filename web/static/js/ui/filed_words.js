/**
 * How a summary came onto its case, or that it has not yet.
 */

import { t, when } from './desk_words.js';

/** @param {Pick<import('../protocol/desk.js').SummaryRecord, 'state' | 'approved_at'>} summary @param {string} name of the call's agent */
export function filedWords({ state, approved_at: at }, name) {
  if (state === 'draft' || state === 'pending') return t('log.summary.draft');
  return t(`log.summary.${state}`, { when: when(at ?? ''), name });
}
