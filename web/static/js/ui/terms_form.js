/**
 * On which terms the parcel was sold and carried, as far as somebody knows: freight, insurance, customer, contents.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';

/** @typedef {import('../protocol/desk.js').Terms} Terms */

/** @param {Terms} terms @param {string} currency of the parcel's value @param {(terms: Terms) => Promise<void>} state */
export function termsForm(terms, currency, state) {
  const unknown = /** @type {[string, string]} */ (['', t('desk.unknown')]);
  const sumField = (/** @type {string} */ name, /** @type {import('../protocol/desk.js').Money | null} */ known) => element('input', { name, inputmode: 'decimal', pattern: '[0-9]+([.,][0-9]{1,3})?', autocomplete: 'off', dir: 'ltr', value: known?.amount ?? '' });
  const words = (/** @type {string} */ name, /** @type {string | null} */ known) => element('input', { name, maxlength: name === 'contents' ? 1000 : 200, autocomplete: 'off', dir: 'auto', value: known ?? '' });
  const freight = sumField('freight', terms.freight);
  const insuredFor = sumField('insured_for', terms.insured_for);
  const freightBy = choice('freight_by', [unknown, ['seller', t('terms.freight_by.seller')], ['buyer', t('terms.freight_by.buyer')]], terms.freight_by);
  const insured = choice('insured', [unknown, ['true', t('terms.insured.yes')], ['false', t('terms.insured.no')]], terms.insured === null ? '' : String(terms.insured));
  const customer = choice('customer', [unknown, ['new', t('terms.customer.new')], ['regular', t('terms.customer.regular')], ['valued', t('terms.customer.valued')]], terms.customer);
  const [insurer, number, contents] = [words('insurer', terms.insurer), words('insurance_number', terms.insurance_number), words('contents', terms.contents)];
  const weight = element('input', { name: 'weight_g', type: 'number', min: 1, max: 1000000, dir: 'ltr', value: terms.weight_g ?? '' });
  const due = element('input', { name: 'due_on', type: 'date', value: terms.due_on ?? '' });
  const used = terms.freight?.currency ?? terms.insured_for?.currency ?? currency;
  const money = (/** @type {HTMLInputElement} */ field) => (field.value.trim() && used ? { amount: field.value.trim().replace(',', '.'), currency: used } : null);
  const send = () =>
    state({
      freight: money(freight), freight_by: freightBy.value || null, insured: insured.value === '' ? null : insured.value === 'true', insured_for: money(insuredFor),
      insurer: insurer.value.trim() || null, insurance_number: number.value.trim() || null, customer: customer.value || null, contents: contents.value.trim() || null,
      weight_g: weight.value === '' ? null : Number(weight.value), due_on: due.value || null,
    });
  const inCurrency = (/** @type {string} */ label) => (used ? `${label} (${used})` : label);
  return sentForm(
    { words: t('terms.save'), look: '', send },
    element(
      'div',
      { class: 'claim-fields' },
      labelled(inCurrency(t('terms.freight')), 'terms-freight', freight),
      labelled(t('terms.freight_by'), 'terms-freight-by', freightBy),
      labelled(t('terms.insured'), 'terms-insured', insured),
      labelled(inCurrency(t('terms.insured_for')), 'terms-insured-for', insuredFor),
      labelled(t('terms.insurer'), 'terms-insurer', insurer),
      labelled(t('terms.insurance_number'), 'terms-insurance-number', number),
      labelled(t('terms.customer'), 'terms-customer', customer),
      labelled(t('terms.weight'), 'terms-weight', weight),
      labelled(t('terms.due_on'), 'terms-due-on', due),
    ),
    labelled(t('terms.contents'), 'terms-contents', contents),
  );
}
