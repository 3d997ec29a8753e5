/**
 * The customer's own copy as a sheet: what was agreed, what was promised and until when. It reads the same on a screen and on paper.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { money, t, when, writing } from './words.js';

/** @typedef {import('../protocol/copy_api.js').CustomerCopy} CustomerCopy */
/** @typedef {import('../protocol/copy_api.js').CopyAgreed} CopyAgreed */
/** @typedef {import('../protocol/copy_api.js').CopyPromise} CopyPromise */

/** @param {CustomerCopy} copy @param {() => void} print */
export function copySheet(copy, print) {
  const [ours, yours] = ['us', 'you'].map((by) => copy.promises.filter((promise) => promise.by === by));
  const nothing = copy.agreed.length === 0 && copy.promises.length === 0;
  return element(
    'article',
    { class: 'receipt copy' },
    element('h1', {}, t('copy.title')),
    element('p', { class: 'lead' }, t('copy.lead', { name: copy.name, title: copy.title, reference: copy.case_reference })),
    copy.talk_from && element('p', {}, t('receipt.talk', { from: when(copy.talk_from), to: copy.talk_to ? when(copy.talk_to, { timeStyle: 'short' }) : '…' })),
    nothing && element('p', {}, t('copy.nothing')),
    section(t('copy.agreed'), copy.agreed.map((one) => agreed(one, copy.words_in))),
    section(t('copy.ours'), ours.map((one) => promise(one, copy.words_in))),
    section(t('copy.yours'), yours.map((one) => promise(one, copy.words_in))),
    element(
      'footer',
      { class: 'receipt-foot' },
      element('p', { class: 'small soft' }, t('receipt.made', { time: when(copy.made_at) }), ' ', copy.expires_at && t('receipt.expires', { time: when(copy.expires_at) })),
      element('button', { type: 'button', class: 'primary receipt-print', onclick: print }, t('receipt.print')),
    ),
  );
}

/** A link that is wrong, or whose time has passed: a stranger learns nothing by it. */
export function noCopy() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('link')),
    element('h1', {}, t('copy.none')),
    element('p', { class: 'lead' }, t('copy.none.next')),
  );
}

/** @param {string} title @param {HTMLElement[]} items */
function section(title, items) {
  return items.length > 0 && element('section', { class: 'receipt-question' }, element('h2', {}, title), element('ul', { class: 'receipt-answers copy-items' }, items));
}

/** What it is stands in the reader's language; the words beside it are those that were said. @param {CopyAgreed} one @param {string} language */
function agreed({ kind, amount, currency, text }, language) {
  return element('li', {}, element('strong', {}, [t(`copy.kind.${kind}`), amount && money(amount, currency)].filter(Boolean).join(': ')), element('span', { class: 'soft', lang: language, dir: 'auto' }, text));
}

/** @param {CopyPromise} one @param {string} language */
function promise({ text, until, state }, language) {
  const by = state === 'open' ? until && t('copy.until', { date: day(until) }) : t(`copy.state.${state}`);
  return element('li', {}, element('span', { lang: language, dir: 'auto' }, text), by && element('strong', {}, by));
}

/** A day is the same day everywhere. @param {string} date */
function day(date) {
  return new Intl.DateTimeFormat(writing(), { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}
