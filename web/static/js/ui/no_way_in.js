/**
 * The screens for a link that opens nothing, for a page that is not in the call any more, and for a service that does not
 * answer. None blames the customer.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** One page for a link that was used elsewhere, has expired, or never was one: a stranger learns nothing by it. */
export function linkNotValid() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('link')),
    element('h1', {}, t('link.title')),
    element('p', { class: 'lead' }, t('link.lead')),
    element('ul', { class: 'ways-out' }, element('li', {}, icon('devices'), element('span', {}, t('link.elsewhere'))), element('li', {}, icon('chat'), element('span', {}, t('link.ask')))),
    element('a', { class: 'button primary large wide', href: '/j' }, t('link.code')),
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

/** This browser was in that call, and is not any more; nobody says why to a link that opens nothing. */
export function noLongerIn() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('heart')),
    element('h1', {}, t('link.no_longer')),
    element('p', { class: 'lead' }, t('link.no_longer.next')),
    element('a', { class: 'button large wide', href: '/j' }, t('ended.code')),
    element('p', { class: 'soft small' }, t('ended.close')),
  );
}

/**
 * The server has closed this page, and has said why: the customer goes on with a new link, or on another device.
 *
 * @param {'link_renewed' | 'device_changed'} because
 */
export function shownOut(because) {
  const renewed = because === 'link_renewed';
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon(renewed ? 'link' : 'devices')),
    element('h1', {}, t(`out.${because}`)),
    element('p', { class: 'lead' }, t(`out.${because}.next`)),
    renewed && element('a', { class: 'button large wide', href: '/j' }, t('ended.code')),
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
