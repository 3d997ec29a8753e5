/**
 * The screens for a link that opens nothing, and for a service that does not answer. Neither blames the customer.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

export function linkNotValid() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('link')),
    element('h1', {}, t('link.title')),
    element('p', { class: 'lead' }, t('link.lead')),
    element('a', { class: 'button primary large wide', href: '/j' }, t('link.code')),
    element('p', { class: 'soft' }, t('link.ask')),
  );
}

/** This browser is or was in that call, but what led into it is kept in another of its windows. */
export function enteredElsewhere() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('people')),
    element('h1', {}, t('link.entered')),
    element('p', { class: 'lead' }, t('link.entered.next')),
    element('a', { class: 'button large wide', href: '/j' }, t('ended.code')),
  );
}

/** This browser was in that call, and it is over. */
export function callIsOver() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('heart')),
    element('h1', {}, t('ended.gone')),
    element('p', { class: 'lead' }, t('ended.abandoned.next')),
    element('a', { class: 'button large wide', href: '/j' }, t('ended.code')),
    element('p', { class: 'soft small' }, t('ended.close')),
  );
}

/**
 * @param {string} words what went wrong and what to do
 * @param {() => void} retry
 */
export function unreachable(words, retry) {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('warning')),
    element('h1', {}, t('link.unreachable')),
    element('p', { class: 'lead', role: 'status' }, words),
    element('p', { class: 'soft' }, t('link.unreachable.retrying')),
    element('button', { type: 'button', class: 'primary large wide', onclick: retry }, t('retry')),
  );
}
