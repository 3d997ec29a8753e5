/**
 * Whose parcel it is, by whom it goes and what it is worth: filled in where a feed could not know, or corrected.
 */

import { LANGUAGES, languageName, t } from './desk_words.js';
import { element } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */

/** @param {CaseView} view @param {(details: import('../protocol/desk.js').CaseDetails) => Promise<void>} state */
export function detailsForm({ title, parcel, customer }, state) {
  const words = (/** @type {string} */ name, /** @type {string | null} */ known, /** @type {Record<string, string | number | boolean>} */ more = {}) => element('input', { name, maxlength: 200, autocomplete: 'off', dir: 'auto', value: known ?? '', ...more });
  const spoken = [...new Set([...Object.keys(LANGUAGES), customer.language])];
  const goods = words('title', title, { required: true });
  const name = words('name', customer.name, { required: true });
  const language = choice('language', spoken.map((tag) => [tag, languageName(tag)]), customer.language);
  const country = words('country', customer.country, { maxlength: 2, pattern: '[A-Za-z]{2}', dir: 'ltr' });
  const contact = words('contact', customer.contact);
  const carrier = words('carrier', parcel.carrier);
  const amount = words('amount', parcel.value?.amount ?? null, { inputmode: 'decimal', pattern: '[0-9]+([.,][0-9]{1,2})?', dir: 'ltr' });
  const currency = words('currency', parcel.value?.currency ?? null, { maxlength: 3, pattern: '[A-Za-z]{3}', dir: 'ltr' });
  const both = () => (currency.required = amount.value !== '');
  amount.addEventListener('input', both);
  const or = (/** @type {HTMLInputElement} */ field) => field.value.trim() || null;
  const send = () =>
    state({
      title: goods.value.trim(), carrier: or(carrier),
      value: amount.value ? { amount: amount.value.replace(',', '.'), currency: currency.value.toUpperCase() } : null,
      customer: { name: name.value.trim(), language: language.value, country: or(country)?.toUpperCase() ?? null, contact: or(contact) },
    });
  return sentForm(
    { words: t('terms.save'), send },
    labelled(t('details.name'), 'details-name', name),
    labelled(t('case.contact'), 'details-contact', contact),
    element('div', { class: 'claim-fields' }, labelled(t('case.speaks'), 'details-language', language), labelled(t('fact.country'), 'details-country', country)),
    labelled(t('details.goods'), 'details-goods', goods),
    labelled(t('case.carrier'), 'details-carrier', carrier),
    element('div', { class: 'claim-fields' }, labelled(t('case.value'), 'details-amount', amount), labelled(t('solution.currency'), 'details-currency', currency)),
  );
}
