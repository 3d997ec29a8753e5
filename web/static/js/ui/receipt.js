/**
 * The receipt as a sheet: what was asked, what this person answered and when, what came of it, and by what it can be checked.
 * It reads the same on a screen and on paper.
 */

import { keptLines, kind } from '../state/kept_media.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { clockTime, count, t, when } from './words.js';

/** @typedef {import('../protocol/receipt_api.js').Receipt} Receipt */
/** @typedef {import('../protocol/receipt_api.js').ReceiptDecision} ReceiptDecision */
/** @typedef {import('../protocol/receipt_api.js').ReceiptRecording} ReceiptRecording */
/** @typedef {import('../protocol/receipt_api.js').ReceiptText} ReceiptText */

const SECONDS = /** @type {const} */ ({ dateStyle: 'long', timeStyle: 'long' });

/**
 * @param {Receipt} receipt
 * @param {object} act
 * @param {(part: string, name: string) => Promise<void>} act.save
 * @param {() => void} act.print
 */
export function receiptSheet(receipt, { save, print }) {
  return element(
    'article',
    { class: 'receipt' },
    element('h1', {}, t('receipt.title')),
    element('p', { class: 'lead' }, t('receipt.lead', { name: receipt.name, reference: receipt.case_reference })),
    receipt.talk_from && element('p', {}, t('receipt.talk', { from: when(receipt.talk_from), to: receipt.talk_to ? when(receipt.talk_to, { timeStyle: 'short' }) : '…' })),
    !receipt.whole && element('p', { class: 'notice bad', role: 'alert' }, t('receipt.broken')),
    receipt.decisions.length === 0 && element('p', {}, t(receipt.asked ? 'receipt.unanswered' : 'receipt.nothing')),
    receipt.texts.map((text) => question(text, receipt.decisions.filter((one) => one.wording_sha256 === text.sha256))),
    receipt.recordings.length > 0 && recordings(receipt.recordings, receipt.case_reference, save),
    checking(receipt),
    element(
      'footer',
      { class: 'receipt-foot' },
      element('p', { class: 'small soft' }, t('receipt.made', { time: when(receipt.made_at) }), ' ', receipt.expires_at && t('receipt.expires', { time: when(receipt.expires_at) })),
      element('button', { type: 'button', class: 'primary receipt-print', onclick: print }, t('receipt.print')),
    ),
  );
}

/** A link that is wrong, or whose time has passed: a stranger learns nothing by it. */
export function noReceipt() {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('link')),
    element('h1', {}, t('receipt.none')),
    element('p', { class: 'lead' }, t('receipt.none.next')),
  );
}

/** @param {ReceiptText} text @param {ReceiptDecision[]} decisions */
function question(text, decisions) {
  const purposes = Object.entries(text.purposes);
  return element(
    'section',
    { class: 'receipt-question' },
    element('h2', {}, t('receipt.question')),
    element(
      'blockquote',
      { lang: text.locale, dir: 'auto' },
      element('p', { class: 'receipt-asked' }, text.title),
      element('p', {}, text.introduction),
      element('ul', {}, purposes.map(([, words]) => element('li', {}, words))),
      element('p', {}, text.reassurance),
    ),
    element('h3', {}, t('receipt.answers')),
    element('ul', { class: 'receipt-answers' }, decisions.map((one) => answer(one, text))),
    element('p', { class: 'small soft' }, t('receipt.hash'), ' ', element('code', {}, text.sha256)),
  );
}

/** @param {ReceiptDecision} decision @param {ReceiptText} text */
function answer(decision, text) {
  return element(
    'li',
    { 'data-decision': decision.decision },
    element('span', { lang: text.locale, dir: 'auto' }, text.purposes[decision.purpose] ?? decision.purpose),
    element('strong', {}, t(`receipt.decision.${decision.decision}`)),
    element('time', { class: 'soft small', datetime: decision.at }, when(decision.at, SECONDS)),
  );
}

/** @param {ReceiptRecording[]} all @param {string} reference @param {(part: string, name: string) => Promise<void>} save */
function recordings(all, reference, save) {
  return element('section', {}, element('h2', {}, t('receipt.recordings')), element('ul', { class: 'receipt-recordings' }, all.map((one) => recording(one, reference, save))));
}

/** @param {ReceiptRecording} one @param {string} reference @param {(part: string, name: string) => Promise<void>} save */
function recording(one, reference, save) {
  const until = when(one.delete_on, { dateStyle: 'long' });
  const [standing, ...kept] = keptLines(one);
  return element(
    'li',
    {},
    element('p', {}, t('receipt.recorded', { from: when(one.opened_at), to: one.stopped_at ? when(one.stopped_at, { timeStyle: 'medium' }) : '…' }), ' ', t(standing.key, { until })),
    kept.length > 0 && element('ul', { class: 'receipt-kept' }, kept.map(({ key, name }) => element('li', {}, t(key, { name })))),
    one.parts.map((part) => ownPart(part, { name: `${reference}-${part.number}`, several: one.parts.length > 1, save })),
  );
}

/**
 * What there is of oneself, as a file. @param {import('../protocol/receipt_api.js').ReceiptPart} part
 * @param {{name: string, several: boolean, save: (part: string, name: string) => Promise<void>}} about
 */
function ownPart(part, { name, several, save }) {
  const trouble = element('span', { class: 'small', role: 'alert' });
  const press = async () => {
    trouble.textContent = '';
    button.disabled = true;
    await save(part.id, name).catch(() => (trouble.textContent = t('receipt.save.failed')));
    button.disabled = false;
  };
  const button = element('button', { type: 'button', onclick: press }, t(`receipt.save.${kind(part.media)}`, { length: clockTime(part.seconds) }), several && ` · ${part.number}`);
  return element('p', { class: 'receipt-save' }, button, trouble);
}

/** By what somebody who trusts nobody can check it. @param {Receipt} receipt */
function checking(receipt) {
  const last = receipt.decisions.at(-1);
  if (!last) return null;
  return element(
    'details',
    { class: 'receipt-check' },
    element('summary', {}, t('receipt.check')),
    element('p', { class: 'small' }, t('receipt.check.how')),
    element('p', { class: 'small' }, count('receipt.entries', receipt.decisions.length)),
    element('ol', { class: 'small' }, receipt.decisions.map((one) => element('li', {}, element('bdi', {}, one.sequence === null ? '' : `${one.sequence} · `), element('code', {}, one.sha256)))),
    receipt.texts.map((text) => element('pre', { class: 'small', lang: text.locale, dir: 'ltr' }, text.text)),
  );
}
