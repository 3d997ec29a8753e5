/**
 * What of a statement can be mended beside its words: what was agreed and how much, who promised and until when.
 */

import { t } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../protocol/desk.js').Agreement} Agreement */
/** @typedef {import('../protocol/desk.js').Commitment} Commitment */
/** @typedef {import('../state/wrap_up.js').AnyStatement} AnyStatement */
/** @typedef {{name: string, change: (part: Partial<AnyStatement>) => void}} Place */

const KINDS = /** @type {const} */ (['refund', 'reship', 'compensation', 'other']);

/** @param {Commitment} item @param {Place} place */
export function promiseFields({ who, due_on: due, due_words: words }, { name, change }) {
  const day = element('input', { type: 'date', value: due ?? '', 'aria-label': `${name}, ${t('wrap.due')}`, onchange: () => change({ due_on: day.value || null }) });
  const person = element(
    'select',
    { 'aria-label': `${name}, ${t('wrap.who')}`, onchange: () => change({ who: /** @type {'agent' | 'customer' | null} */ (person.value || null) }) },
    element('option', { value: '', selected: who === null }, t('desk.unknown')),
    ['agent', 'customer'].map((role) => element('option', { value: role, selected: who === role }, t(`role.${role}`))),
  );
  return element(
    'div',
    { class: 'promise' },
    element('div', { class: 'field' }, element('span', { class: 'label' }, t('wrap.who')), person),
    element('div', { class: 'field' }, element('span', { class: 'label' }, t('wrap.due'), words && ` (${words})`), day),
  );
}

/** @param {Agreement} item @param {Place} place */
export function agreedFields({ kind, amount, currency }, { name, change }) {
  const what = element(
    'select',
    { 'aria-label': `${name}, ${t('wrap.agreed.kind')}`, onchange: () => change({ kind: /** @type {Agreement['kind']} */ (what.value) }) },
    KINDS.map((word) => element('option', { value: word, selected: kind === word }, t(`wrap.agreed.${word}`))),
  );
  const sum = element('input', {
    inputmode: 'decimal', pattern: '[0-9]{0,10}([.,][0-9]{1,2})?', maxlength: 13, dir: 'ltr', value: amount ?? '', 'aria-label': `${name}, ${t('wrap.agreed.amount')}`,
    onchange: () => change(money()),
  });
  const code = element('input', {
    pattern: '[A-Za-z]{3}', maxlength: 3, size: 4, dir: 'ltr', value: currency ?? '', 'aria-label': `${name}, ${t('wrap.agreed.currency')}`,
    onchange: () => change(money()),
  });
  /** What is no amount yet is none: the server would refuse it. */
  const money = () => {
    const value = sum.value.trim().replace(',', '.');
    const known = /^\d{1,10}(\.\d{1,2})?$/.test(value);
    const unit = code.value.trim().toUpperCase();
    return { amount: known ? value : null, currency: known && /^[A-Z]{3}$/.test(unit) ? unit : null };
  };
  return element(
    'div',
    { class: 'promise' },
    element('div', { class: 'field' }, element('span', { class: 'label' }, t('wrap.agreed.kind')), what),
    element('div', { class: 'field' }, element('span', { class: 'label' }, t('wrap.agreed.amount')), element('span', { class: 'row tight amount' }, sum, code)),
  );
}
