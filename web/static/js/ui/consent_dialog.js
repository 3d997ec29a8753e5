/**
 * The question for consent: the server's exact words, one yes or no for each purpose, nothing chosen beforehand. It takes
 * no button away: mute, hang-up and text go on working beside it, and it stays until it is answered or taken back.
 */

import { element, fill } from './element.js';
import { t } from './words.js';

/** @typedef {import('../protocol/wire.js').ConsentAsked} ConsentAsked */
/** @typedef {import('../protocol/wire.js').Purpose} Purpose */

/**
 * @param {{answer: (yes: Partial<Record<Purpose, boolean>>) => void, gone: () => void}} act `gone`: it was closed, and held the focus
 */
export function consentDialog(act) {
  const body = element('form', { class: 'consent', novalidate: true });
  const waits = element('p', { class: 'small consent-waits', hidden: true });
  const dialog = element('dialog', { class: 'consent-dialog', 'aria-labelledby': 'consent-title', 'aria-describedby': 'consent-introduction' }, body);
  let shown = '';

  /** @param {ConsentAsked | null} question */
  const show = (question) => {
    const wanted = question ? `${question.request_id} ${question.wording_sha256}` : '';
    if (wanted === shown) return;
    shown = wanted;
    if (!question) return close(dialog, act.gone);
    draw(body, question, act.answer, waits);
    open(dialog);
  };
  /** How long the call waits for the answer; null where it waits for none. @param {string | null} words */
  const remind = (words) => {
    waits.hidden = words === null;
    waits.textContent = words ?? '';
  };
  return { dialog, show, remind };
}

/** Opened in place and not as a modal. Whoever is writing goes on writing; the title is read aloud to them.
 * @param {HTMLDialogElement} dialog */
function open(dialog) {
  const writing = document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== '';
  dialog.open = true;
  dialog.scrollTop = 0;
  if (!writing) /** @type {HTMLElement | null} */ (dialog.querySelector('h2'))?.focus();
}

/** @param {HTMLDialogElement} dialog @param {() => void} gone */
function close(dialog, gone) {
  const held = dialog.contains(document.activeElement);
  dialog.open = false;
  if (held) gone();
}

/** @param {HTMLFormElement} form @param {ConsentAsked} question @param {(yes: Partial<Record<Purpose, boolean>>) => void} answer @param {HTMLElement} waits */
function draw(form, question, answer, waits) {
  const trouble = element('p', { class: 'consent-trouble', role: 'alert' });
  const fields = question.questions.map(({ purpose, text }) => purposeField(purpose, text));
  const send = element('button', { type: 'submit', class: 'primary' }, t('consent.send'));
  form.onsubmit = (event) => {
    event.preventDefault();
    const open = fields.find(({ chosen }) => chosen() === null);
    trouble.textContent = open ? t('consent.missing') : '';
    if (open) return open.first.focus();
    if (send.hasAttribute('aria-disabled')) return;
    send.setAttribute('aria-disabled', 'true'); // `disabled` would lose the focus, and with it where it goes afterwards
    answer(/** @type {Partial<Record<Purpose, boolean>>} */ (Object.fromEntries(fields.map(({ purpose, chosen }) => [purpose, chosen()]))));
    setTimeout(() => send.removeAttribute('aria-disabled'), 3000); // refused or lost on the way: it can be sent again
  };
  fill(
    form,
    waits,
    element(
      'div',
      { lang: question.locale, dir: 'auto' },
      element('div', { role: 'alert' }, element('h2', { id: 'consent-title', tabindex: '-1' }, question.title)),
      element('p', { id: 'consent-introduction' }, question.introduction),
      fields.map(({ fieldset }) => fieldset),
      element('p', { class: 'consent-reassurance' }, question.reassurance),
    ),
    trouble,
    send,
  );
}

/** @param {Purpose} purpose @param {string} text */
function purposeField(purpose, text) {
  const radios = /** @type {const} */ (['yes', 'no']).map((value) => element('input', { type: 'radio', name: `consent-${purpose}`, value }));
  const fieldset = element(
    'fieldset',
    {},
    element('legend', {}, text),
    radios.map((radio) => element('label', {}, radio, element('span', {}, t(`consent.${radio.value}`)))),
  );
  const chosen = () => {
    const value = radios.find((radio) => radio.checked)?.value;
    return value === undefined ? null : value === 'yes';
  };
  return { purpose, fieldset, first: radios[0], chosen };
}
