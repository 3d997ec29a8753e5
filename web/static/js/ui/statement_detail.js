/**
 * What a statement says beside its words, in the reader's language: the amount, how a number compares with the case, a feeling,
 * a day, and what nobody could find in its sources.
 */

import { day, money, t, wordOr } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../protocol/desk.js').Statement} Statement */
/** @typedef {import('../protocol/desk.js').Fact} Fact */
/** @typedef {import('../protocol/desk.js').Agreement} Agreement */
/** @typedef {import('../protocol/desk.js').Commitment} Commitment */
/** @typedef {import('../protocol/desk.js').Evidence} Evidence */
/** @typedef {import('../protocol/desk.js').Mood} Mood */
/** @typedef {import('../protocol/desk.js').NextStage} NextStage */
/** @typedef {import('../state/wrap_up.js').Group} Group */

/** @param {Group} group @param {Statement} item */
export function detail(group, item) {
  const shown = DETAILS[group]?.(/** @type {any} */ (item)) ?? [];
  return [...shown.filter((badge) => badge !== null && badge !== false), doubtNotice(item)];
}

/** What could not be found in the sources: the agent looks before it is approved. @param {Statement} item */
export function doubtNotice({ doubt }) {
  return doubt && element('span', { class: 'badge warn doubt' }, t(`wrap.doubt.${doubt}`));
}

/** @type {Partial<Record<Group, (item: any) => (HTMLElement | null | false)[]>>} */
const DETAILS = {
  facts: (/** @type {Fact} */ fact) => [heard(fact), fact.check_digit === 'wrong' && badge('bad', t('wrap.fact.check_digit'))],
  agreed: (/** @type {Agreement} */ agreed) => [badge('good', agreedWords(agreed))],
  commitments: (/** @type {Commitment} */ { due_on: due }) => [due !== null && badge('', `${t('wrap.due')} ${day(due)}`)],
  evidence: (/** @type {Evidence} */ { standing }) => [badge(standing === 'taken' ? 'good' : '', t(`wrap.evidence.${standing}`))],
  moods: (/** @type {Mood} */ { moment, mood }) => [badge(mood === 'angry' || mood === 'worried' ? 'warn' : 'good', `${t(`wrap.mood.${moment}`)}: ${t(`wrap.mood.${mood}`)}`)],
  next_stage: (/** @type {NextStage} */ { stage }) => [badge('', wordOr('stage', stage))],
};

/** @param {Agreement} agreed */
export function agreedWords({ kind, amount, currency }) {
  const sum = amount && (currency ? money(amount, currency) : amount);
  return [t(`wrap.agreed.${kind}`), sum].filter(Boolean).join(' · ');
}

/** As it was heard, beside the case. @param {Fact} fact */
function heard({ heard: words, on_case: known, standing }) {
  const beside = standing === 'other' ? t('wrap.fact.other', { known: known ?? '' }) : t(`wrap.fact.${standing}`);
  return badge(standing === 'other' ? 'warn' : standing === 'same' ? 'good' : '', element('bdi', {}, words), ` · ${beside}`);
}

/** @param {'good' | 'warn' | 'bad' | ''} kind @param {...(string | Node)} words */
function badge(kind, ...words) {
  return element('span', { class: `badge ${kind}`.trim() }, ...words);
}
