/**
 * The form in which a step of a claim is noted: only what may follow can be chosen.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';

/** @typedef {import('../protocol/desk.js').ClaimView} ClaimView */
/** @typedef {import('../protocol/desk.js').Money} Money */

const NEEDS_SUM = new Set(['submitted', 'paid']);

/** In UTC: somewhere it is tomorrow already, which the server allows. @param {number} days */
const dayFromNow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** @param {readonly ClaimView[]} claims @param {Money | null} value @param {(step: import('../protocol/desk.js').NewStep) => Promise<void>} note */
export function stepForm(claims, value, note) {
  const steps = claims.flatMap(({ whom, next }) => next.map((step) => ({ whom, step })));
  if (steps.length === 0) return null;
  const step = choice('step', steps.map(({ whom, step: each }) => [`${whom} ${each}`, `${t(`claim.whom.${whom}`)}: ${t(`claim.step.${each}`)}`]));
  const on = element('input', { name: 'on', type: 'date', required: true, value: dayFromNow(0), max: dayFromNow(1) });
  const amount = element('input', { name: 'amount', inputmode: 'decimal', pattern: '[0-9]+([.,][0-9]{1,3})?', autocomplete: 'off', dir: 'ltr', value: value?.amount ?? '' });
  const currency = element('input', { name: 'currency', pattern: '[A-Za-z]{3}', maxlength: 3, autocomplete: 'off', dir: 'ltr', value: value?.currency ?? '' });
  const number = element('input', { name: 'number', maxlength: 200, autocomplete: 'off', dir: 'auto' });
  const answerBy = element('input', { name: 'answer_by', type: 'date' });
  const words = element('input', { name: 'note', maxlength: 1000, autocomplete: 'off', dir: 'auto' });
  const sums = element('div', { class: 'claim-fields' }, labelled(t('solution.amount'), 'step-amount', amount), labelled(t('solution.currency'), 'step-currency', currency));
  const until = labelled(t('claim.answer_by'), 'step-answer-by', answerBy);
  const chosen = () => /** @type {[string, string]} */ (step.value.split(' '));
  /** Money comes in parts: what is written is the rest of it, where some has come. @param {string} whom @param {string} which @returns {Money | null} */
  const usual = (whom, which) => {
    const { claimed = null, outstanding = null, proposed = null } = claims.find((each) => each.whom === whom) ?? {};
    const sum = which === 'paid' ? outstanding ?? claimed : which === 'accepted' ? claimed : proposed;
    return sum ? { amount: sum.text, currency: sum.currency } : value;
  };
  let suggested = value;
  const fit = () => {
    const [whom, which] = chosen();
    amount.required = currency.required = NEEDS_SUM.has(which);
    sums.hidden = !NEEDS_SUM.has(which) && which !== 'accepted';
    until.hidden = which !== 'more_asked';
    if (amount.value !== (suggested?.amount ?? '') || currency.value !== (suggested?.currency ?? '')) return; // somebody's own
    suggested = usual(whom, which);
    [amount.value, currency.value] = [suggested?.amount ?? '', suggested?.currency ?? ''];
  };
  const send = () => {
    const [whom, which] = chosen();
    const money = sums.hidden || amount.value === '' ? null : { amount: amount.value.replace(',', '.'), currency: currency.value.toUpperCase() };
    return note({ whom, step: which, happened_on: on.value, amount: money, number: number.value, answer_by: until.hidden ? null : answerBy.value || null, note: words.value });
  };
  step.addEventListener('change', fit);
  fit();
  return sentForm(
    { words: t('claim.note_step'), look: '', send },
    element('div', { class: 'claim-fields' }, labelled(t('claim.what_happened'), 'step-what', step), labelled(t('claim.on'), 'step-on', on)),
    sums,
    until,
    element('div', { class: 'claim-fields' }, labelled(t('claim.number'), 'step-number', number), labelled(t('fact.note'), 'step-note', words)),
  );
}
