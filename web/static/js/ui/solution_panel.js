/**
 * What the customer gets: the decision that stands, what the table proposes and why, what was agreed on in a call.
 */

import { money, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { pressed } from './pressed.js';
import { solutionForm } from './solution_form.js';
import { termsForm } from './terms_form.js';

/** @typedef {import('../protocol/desk.js').SolutionDesk} SolutionDesk */
/** @typedef {import('../protocol/desk.js').Amount} Amount */
/** @typedef {import('../protocol/desk.js').Terms} Terms */
/**
 * @typedef {object} Acts
 * @property {string} currency of the parcel's value
 * @property {(said: import('../protocol/desk.js').Decision) => Promise<void>} decide
 * @property {(id: string, deed: string) => Promise<void>} settle
 * @property {(terms: Terms) => Promise<void>} state
 */
/**
 * Fills in the form; `callId` is the call in which it was settled.
 *
 * @typedef {(kind: string, amount: Amount | null, note: string, callId: string | null) => void} Take
 */

/** @param {Amount} amount */
export const sum = ({ text, currency }) => money(text, currency);

/** @param {HTMLElement} place @param {SolutionDesk} desk @param {Acts} acts */
export function showSolution(place, desk, acts) {
  const { decision, deeds, terms } = desk;
  fill(
    place,
    element('h2', { id: 'solution-title', tabindex: -1 }, t('solution.title')),
    decision ? standing(decision, acts) : open(desk, acts),
    element('details', {}, element('summary', {}, t('terms.title')), termsForm(terms, acts.currency, acts.state)),
    deeds.length > 0 && element('details', {}, element('summary', {}, t('solution.history')), element('ol', { class: 'plain' }, deeds.map(deedItem))),
  );
}

/** @param {import('../protocol/desk.js').DecisionView} decision @param {Acts} acts */
function standing({ id, standing: how, kind, amount, cost, second, may }, { settle }) {
  const act = pressed(may.map((deed) => ({ words: t(`solution.act.${deed}`), look: deed === 'confirmed' ? 'primary' : 'quiet', press: () => settle(id, deed) })));
  return element(
    'div',
    { class: 'stack' },
    element('p', { class: 'row' }, element('strong', {}, wordOr('solution.kind', kind)), element('span', {}, sum(amount)), element('span', { class: `badge ${how === 'in_force' ? 'good' : 'warn'}` }, wordOr('solution.standing', how))),
    element('p', { class: 'soft' }, t('solution.cost', { cost: sum(cost) })),
    how === 'waiting' && second.length > 0 && whySecond(second),
    may.length > 0 && act,
  );
}

/** Nothing is decided. @param {SolutionDesk} desk @param {Acts} acts */
function open(desk, acts) {
  const { proposals, agreed, missing, limit, situation } = desk;
  const form = solutionForm(acts.currency, acts.decide);
  /** @type {Take} */
  const take = (kind, amount, note, callId) => form.use(kind, amount, note, callId);
  return element(
    'div',
    { class: 'stack' },
    agreed && agreedPart(agreed, take),
    !situation.goods && element('p', { class: 'remark' }, t('solution.no_value')),
    proposals.length > 0 && element('ul', { class: 'plain solution-list' }, proposals.map((each) => proposalItem(each, take))),
    missing.length > 0 && element('p', { class: 'small soft' }, t('solution.missing', { what: missing.map((name) => wordOr('solution.missing', name)).join(', ') })),
    form.place,
    limit && element('p', { class: 'small soft' }, t('solution.limit', { limit: sum(limit) })),
  );
}

/** @param {import('../protocol/desk.js').AgreedView} agreed @param {Take} take */
function agreedPart({ call_id: callId, words, kind, amount }, take) {
  return element(
    'div',
    { class: 'notice good' },
    element('div', {}, element('strong', {}, t('solution.agreed')), element('blockquote', { dir: 'auto' }, words)),
    element('button', { type: 'button', onclick: () => take(kind ?? '', amount, words, callId) }, t('solution.choose')),
  );
}

/** @param {import('../protocol/desk.js').ProposalView} proposal @param {Take} take */
function proposalItem({ kind, amount, cost, because, alone, second, not_counted: left }, take) {
  return element(
    'li',
    {},
    element('p', { class: 'row' }, element('strong', {}, wordOr('solution.kind', kind)), element('span', {}, sum(amount)), !alone && element('span', { class: 'badge warn' }, t('solution.second'))),
    element('p', { class: 'small soft' }, [t('solution.cost', { cost: sum(cost) }), ...because.filter((reason) => !left || reason !== 'freight_other_currency').map((reason) => wordOr('solution.because', reason))].join(' · ')),
    left && element('p', { class: 'small remark' }, t('solution.not_counted', { sum: sum(left) })),
    !alone && whySecond(second),
    element('div', {}, element('button', { type: 'button', onclick: () => take(kind, amount, '', null) }, t('solution.choose'))),
  );
}

/** @param {readonly string[]} reasons */
function whySecond(reasons) {
  return element('p', { class: 'small remark' }, t('solution.second.because', { why: reasons.map((reason) => wordOr('solution.second', reason)).join(', ') }));
}

/** @param {import('../protocol/desk.js').DeedView} deed */
export function deedItem({ deed, kind, amount, cost, by_name: name, at, note }) {
  return element(
    'li',
    {},
    element('p', { dir: 'auto' }, t(`solution.deed.${deed}`, { name, what: `${wordOr('solution.kind', kind)}, ${sum(amount)}` })),
    element('p', { class: 'small soft', dir: 'auto' }, [when(at), t('solution.cost', { cost: sum(cost) }), note].filter(Boolean).join(' · ')),
  );
}
