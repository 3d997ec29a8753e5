/**
 * The form in which a solution is decided; a proposal, or what was agreed on, fills it in.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';

/** @typedef {import('../protocol/desk.js').Amount} Amount */

const KINDS = /** @type {const} */ (['reship', 'refund', 'full_compensation', 'partial_compensation', 'coupon', 'gift']);

/** @param {string} usual the currency of the parcel's value @param {(said: import('../protocol/desk.js').Decision) => Promise<void>} decide */
export function solutionForm(usual, decide) {
  const kind = choice('kind', KINDS.map((each) => [each, t(`solution.kind.${each}`)]));
  const amount = element('input', { name: 'amount', inputmode: 'decimal', pattern: '[0-9]+([.,][0-9]{1,3})?', required: true, autocomplete: 'off', dir: 'ltr' });
  const currency = element('input', { name: 'currency', pattern: '[A-Za-z]{3}', maxlength: 3, required: true, autocomplete: 'off', dir: 'ltr', value: usual });
  const note = element('input', { name: 'note', maxlength: 1000, autocomplete: 'off', dir: 'auto' });
  let settledIn = /** @type {string | null} */ (null);
  const send = () => decide({ kind: kind.value, amount: { amount: amount.value.replace(',', '.'), currency: currency.value.toUpperCase() }, note: note.value, call_id: settledIn });
  const place = sentForm(
    { words: t('solution.decide'), send },
    element('div', { class: 'claim-fields' }, labelled(t('solution.kind'), 'solution-kind', kind), labelled(t('solution.amount'), 'solution-amount', amount), labelled(t('solution.currency'), 'solution-currency', currency)),
    labelled(t('solution.note'), 'solution-note', note),
  );
  /** @param {string} known @param {Amount | null} sum @param {string} words @param {string | null} callId in which it was settled */
  const use = (known, sum, words, callId) => {
    if (known) kind.value = known;
    if (sum) [amount.value, currency.value] = [sum.text, sum.currency];
    note.value = words;
    settledIn = callId;
    (sum ? note : amount).focus();
  };
  return { place, use };
}
