/**
 * What is claimed back: where the parcel was lost, by when to claim and where that was read, the vouchers, the customer's
 * statement, the steps so far, and the pack.
 */

import { count, day, t, when, wordOr } from './desk_words.js';
import { stepForm } from './claim_step_form.js';
import { packsPart } from './claim_packs.js';
import { copyButton, copyText } from './copy_button.js';
import { daysBadge } from './days_badge.js';
import { element, fill } from './element.js';
import { pressed } from './pressed.js';
import { sum } from './solution_panel.js';
import { voucherForm } from './voucher_form.js';

/** @typedef {import('../protocol/desk.js').ClaimDesk} ClaimDesk */
/** @typedef {import('../protocol/desk.js').ClaimView} ClaimView */
/**
 * @typedef {object} Acts
 * @property {import('../protocol/desk.js').Money | null} value of the parcel
 * @property {string | null} link of the statement that was just asked for
 * @property {(id: string, form: 'pdf' | 'zip') => string} url
 * @property {(step: import('../protocol/desk.js').NewStep) => Promise<void>} note
 * @property {(item: string, id: string) => Promise<void>} mark
 * @property {() => Promise<void>} ask
 * @property {(order: import('../protocol/claims_api.js').PackOrder) => Promise<void>} pack
 * @property {readonly {id: string, name: string}[]} files on the case
 * @property {AbortSignal} signal
 */

/** @param {HTMLElement} place @param {ClaimDesk} desk @param {Acts} acts */
export function showClaim(place, desk, acts) {
  const opened = new Set([...place.querySelectorAll('details[open]')].map((each) => each.id));
  const part = (/** @type {string} */ id, /** @type {string} */ words, /** @type {import('./element.js').Child[]} */ ...inside) => element('details', { id, open: opened.has(id) }, element('summary', {}, words), ...inside);
  const there = desk.vouchers.filter((each) => each.there).length;
  fill(
    place,
    element('h2', { id: 'claim-title', tabindex: -1 }, t('claim.title')),
    desk.point && lossPoint(desk.point),
    desk.claims.map((claim) => standing(claim)),
    desk.recovered.length > 0 && element('p', {}, t('claim.recovered', { sum: desk.recovered.map(sum).join(', ') })),
    statementPart(desk, acts),
    part('claim-vouchers', t('claim.vouchers', { there, total: desk.vouchers.length }), element('ul', { class: 'plain' }, desk.vouchers.map(voucherItem)), voucherForm(acts.files, acts.mark)),
    desk.deadlines.length > 0 && part('claim-deadlines', t('claim.deadlines'), element('ul', { class: 'plain' }, desk.deadlines.map(deadlineItem))),
    part('claim-steps', t('claim.steps'), desk.steps.length > 0 && element('ol', { class: 'plain' }, desk.steps.map(stepItem)), stepForm(desk.claims, acts.value, acts.note)),
    packsPart(desk, acts),
  );
}

/** @param {import('../protocol/desk.js').LossView} point */
function lossPoint({ seen, silent_days: days }) {
  return element('p', {}, t('claim.point', { place: seen.location ?? seen.description, date: day(seen.at), days: count('case.days', days) }));
}

/** @param {ClaimView} claim */
function standing({ whom, name, published, standing: step, submit_by: submitBy, answer_by: answerBy, claimed, outstanding: rest }) {
  const known = published === null ? t('claim.nothing_published') : submitBy === null && step === null ? t('claim.no_day') : null;
  return element(
    'div',
    { class: 'stack tight' },
    element('p', { class: 'row' }, element('strong', {}, t(`claim.whom.${whom}`)), name && element('bdi', {}, name), element('span', { class: `badge ${step !== 'paid' ? '' : rest ? 'warn' : 'good'}`.trim() }, step ? wordOr('claim.step', step) : t('claim.not_submitted'))),
    (step === null || step === 'refused') && submitBy && element('p', { class: 'row' }, t('claim.submit_by'), daysBadge(submitBy)),
    answerBy && element('p', { class: 'row' }, t('claim.answer_by'), daysBadge(answerBy)),
    claimed && element('p', { class: 'small soft' }, rest ? t('claim.outstanding', { rest: sum(rest), sum: sum(claimed) }) : t('claim.sum', { sum: sum(claimed) })),
    step === null && known && element('p', { class: 'small soft' }, known),
  );
}

/** @param {ClaimDesk} desk @param {Acts} acts */
function statementPart({ loss, asked, statements }, { ask, link, signal }) {
  if (loss !== 'lost' && statements.length === 0) return null;
  const [last] = statements;
  return element(
    'div',
    { class: 'stack tight' },
    element('h3', {}, t('claim.statement')),
    last && statementItem(last),
    asked && (!last || asked.state === 'asked') && element('p', { class: 'soft' }, wordOr('claim.asked', asked.state, { when: when(asked.asked_at) })),
    link && element('div', { class: 'row' }, element('code', { class: 'code-like', dir: 'ltr' }, link), copyButton(t('claim.statement.copy'), () => copyText(link), signal)),
    pressed([{ words: t(last ? 'claim.statement.again' : 'claim.statement.ask'), look: last ? 'quiet' : '', press: ask }]),
    last && element('p', { class: 'small soft' }, t('claim.statement.again.what')),
  );
}

/** What was confirmed, and what is no longer as it was then. @param {import('../protocol/desk.js').StatementView} statement */
export function statementItem({ signed_name: name, at, own_words: own, locale, whole, replaces_at: before, other_now: other }) {
  return [
    element('p', {}, t('claim.statement.confirmed', { name, when: when(at) })),
    own && element('blockquote', { dir: 'auto', lang: locale }, own),
    !whole && element('p', { class: 'notice bad', role: 'alert' }, t('claim.statement.broken')),
    before && element('p', { class: 'small soft' }, t('claim.statement.replaces', { when: when(before) })),
    other && element('p', { class: 'notice warn' }, t('claim.statement.other_now')),
  ];
}

/** @param {import('../protocol/desk.js').VoucherView} voucher */
function voucherItem({ voucher, there, files, supplier, asked }) {
  return element(
    'li',
    { 'data-voucher': voucher },
    element('p', { class: 'row' }, element('span', { class: `badge ${there ? 'good' : 'warn'}` }, t(there ? 'claim.there' : 'claim.missing')), element('span', {}, wordOr('claim.voucher', voucher)), files.length > 0 && element('span', { class: 'small soft' }, count('claim.files', files.length))),
    (!there || asked) && element('p', { class: 'small soft' }, [!there && t(`claim.supplier.${supplier}`), asked && t('claim.they_ask')].filter(Boolean).join(' · ')),
  );
}

/** @param {import('../protocol/desk.js').DeadlineView} deadline */
function deadlineItem({ name, service, counted_from: from, days, months, last_day: lastDay, source, url, dated, read_on: readOn, quoted }) {
  const length = months === null ? count('case.days', days ?? 0) : count('claim.months', months);
  return element(
    'li',
    {},
    element('p', { class: 'row' }, element('strong', {}, element('bdi', {}, name)), element('span', {}, t(`claim.counted.${from}`, { length })), lastDay ? daysBadge(lastDay) : element('span', { class: 'badge' }, t('claim.day_not_known'))),
    service && element('p', { class: 'small', dir: 'auto' }, service),
    element('p', { class: 'small soft' }, element('a', { href: url, target: '_blank', rel: 'noreferrer noopener', dir: 'auto' }, source), dated && ` · ${t('claim.dated', { date: day(dated) })}`, ` · ${t('claim.read_on', { date: day(readOn) })}`),
    quoted && element('p', { class: 'small remark' }, t('claim.quoted')),
  );
}

/** @param {import('../protocol/desk.js').StepView} step */
export function stepItem({ whom, step, happened_on: on, amount, number, note, by_name: name }) {
  return element(
    'li',
    {},
    element('p', { class: 'row' }, element('strong', {}, wordOr('claim.step', step)), element('span', {}, t(`claim.whom.${whom}`)), amount && element('span', {}, sum(amount))),
    element('p', { class: 'small soft', dir: 'auto' }, [day(on), number, note, name].filter(Boolean).join(' · ')),
  );
}
