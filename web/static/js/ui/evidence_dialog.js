/**
 * The customer's way to send a photo or document: what is asked for and by whom, the own camera to aim with, the picture as it
 * will be sent, and its way out. Like the question for consent it takes no button away, and closes only by a choice.
 */

import { element, fill } from './element.js';
import { wordsForCode } from './error_words.js';
import { icon } from './icons.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../state/evidence_sending.js').EvidenceSending} EvidenceSending */
/** @typedef {import('../state/evidence_sending.js').SendingView} SendingView */

const KINDS = 'image/jpeg,image/png,image/webp,application/pdf';

/**
 * @param {EvidenceSending} sending
 * @param {object} act
 * @param {() => Promise<Blob | null>} act.still a photo by the own camera
 * @param {() => void} act.gone it was closed, and held the focus
 */
export function evidenceDialog(sending, { still, gone }) {
  const finder = element('video', { class: 'evidence-finder', autoplay: true, playsinline: true, 'aria-label': t('call.self') });
  finder.muted = true;
  const chooser = element('input', { type: 'file', accept: KINDS, hidden: true, onchange: () => chosen() });
  const body = element('div', { class: 'evidence-body' });
  const dialog = element('dialog', { class: 'evidence-dialog', 'aria-labelledby': 'evidence-title' }, body, chooser);
  let drawn = '';
  let picture = '';

  const chosen = () => {
    const file = chooser.files?.[0];
    chooser.value = ''; // the same file may be chosen again
    if (file) void sending.took(file, file.name);
  };
  const take = async (/** @type {Event} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    button.disabled = true;
    const photo = await still();
    button.disabled = false;
    if (photo) void sending.took(photo, t('evidence.photo_name'));
    else sending.tookNothing();
  };
  const act = { take, choose: () => chooser.click(), finder };

  /** @param {CallView} view @param {SendingView} now */
  const show = (view, now) => {
    const camera = now.step === 'choosing' && view.own.hasCamera && view.own.camera;
    const preview = camera ? view.own.preview : null;
    if (finder.srcObject !== preview) finder.srcObject = preview;
    if (now.step === 'sending') progress(body, now.fraction);
    const kind = `${now.step} ${now.code} ${camera} ${now.request?.id ?? ''}`;
    if (kind === drawn) return;
    drawn = kind;
    if (picture && now.step !== 'sending') URL.revokeObjectURL(picture);
    if (now.chosen && now.step === 'checking') picture = URL.createObjectURL(now.chosen.file);
    if (now.step === 'idle') return close();
    const draw = { choosing, checking, sending: onItsWay, failed };
    fill(body, ...draw[now.step](view, now, { sending, camera, picture, ...act }));
    if (now.step === 'sending') progress(body, now.fraction);
    open();
  };
  const open = () => {
    const writing = document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== '' && !dialog.open;
    dialog.open = true;
    dialog.scrollTop = 0;
    if (!writing) /** @type {HTMLElement | null} */ (dialog.querySelector('h2'))?.focus();
  };
  const close = () => {
    const held = dialog.contains(document.activeElement);
    dialog.open = false;
    fill(body);
    if (held) gone();
  };
  dialog.addEventListener('keydown', (event) => event.key === 'Escape' && sending.stop());
  return { dialog, show };
}

/**
 * @typedef {object} Acts
 * @property {EvidenceSending} sending
 * @property {boolean} camera
 * @property {string} picture
 * @property {(event: Event) => void} take
 * @property {() => void} choose
 * @property {HTMLVideoElement} finder
 */

/** @param {CallView} view @param {SendingView} now @param {Acts} acts */
function choosing({ call, other, own }, { request, code }, { sending, camera, take, choose, finder }) {
  const name = other?.name ?? t('role.agent');
  return [
    title(request ? t(`evidence.title.${request.what}`, { name }) : t('evidence.send')),
    element('p', {}, t('evidence.what', { name, reference: call?.case.reference ?? '' })),
    code && element('p', { class: 'evidence-trouble', role: 'alert' }, wordsForCode(code)),
    camera && element('div', { class: 'evidence-frame' }, finder),
    camera && element('p', { class: 'evidence-hint' }, t('evidence.aim')),
    own.hasCamera && !camera && element('p', { class: 'evidence-hint' }, t('evidence.camera_off')),
    element(
      'div',
      { class: 'evidence-acts' },
      camera && element('button', { type: 'button', class: 'primary', onclick: take }, t('evidence.take')),
      element('button', { type: 'button', class: camera ? '' : 'primary', onclick: choose }, t('evidence.choose')),
      element('button', { type: 'button', class: 'quiet', onclick: () => sending.stop() }, t('evidence.not_now')),
    ),
  ];
}

/** @param {CallView} _ @param {SendingView} now @param {Acts} acts */
function checking(_, { chosen }, { sending, picture }) {
  const place = element('input', { type: 'checkbox' });
  return [
    title(t('evidence.check')),
    chosen?.picture ? element('div', { class: 'evidence-frame' }, element('img', { src: picture, alt: t('evidence.check') })) : document_(chosen?.name ?? ''),
    element('p', { class: 'evidence-hint' }, t('evidence.check.readable')),
    chosen?.place && element('label', { class: 'evidence-place' }, place, element('span', {}, t('evidence.place'))),
    element(
      'div',
      { class: 'evidence-acts' },
      element('button', { type: 'button', class: 'primary', onclick: () => void sending.send({ keepPlace: place.checked }) }, t('evidence.confirm')),
      element('button', { type: 'button', onclick: () => sending.again() }, t('evidence.again')),
      element('button', { type: 'button', class: 'quiet', onclick: () => sending.stop() }, t('evidence.not_now')),
    ),
  ];
}

/** @param {CallView} _ @param {SendingView} now @param {Acts} acts */
function onItsWay(_, { chosen }, { sending, picture }) {
  return [
    title(t('evidence.sending')),
    chosen?.picture ? element('div', { class: 'evidence-frame' }, element('img', { src: picture, alt: t('evidence.check') })) : document_(chosen?.name ?? ''),
    element('progress', { max: 1, 'aria-label': t('evidence.sending') }),
    element('div', { class: 'evidence-acts' }, element('button', { type: 'button', class: 'quiet', 'data-stop': '', onclick: () => sending.stop() }, t('evidence.stop'))),
  ];
}

/** @param {CallView} _ @param {SendingView} now @param {Acts} acts */
function failed(_, { code }, { sending }) {
  const retry = sending.worthAnotherTry;
  return [
    title(t('evidence.not_sent')),
    element('p', { class: 'evidence-trouble', role: 'alert' }, wordsForCode(code ?? 'internal')),
    element(
      'div',
      { class: 'evidence-acts' },
      retry && element('button', { type: 'button', class: 'primary', onclick: () => void sending.send() }, t('evidence.retry')),
      element('button', { type: 'button', class: retry ? '' : 'primary', onclick: () => sending.again() }, t('evidence.again')),
      element('button', { type: 'button', class: 'quiet', onclick: () => sending.stop() }, t('evidence.not_now')),
    ),
  ];
}

/** @param {string} words */
function title(words) {
  return element('h2', { id: 'evidence-title', tabindex: '-1' }, words);
}

/** @param {string} name */
function document_(name) {
  return element('p', { class: 'evidence-document', dir: 'auto' }, icon('file'), element('span', {}, name));
}

/** @param {HTMLElement} body @param {number} fraction */
function progress(body, fraction) {
  const bar = body.querySelector('progress');
  if (bar) bar.value = fraction;
  const stop = body.querySelector('[data-stop]');
  if (stop instanceof HTMLElement) stop.hidden = fraction >= 1; // it is there: a no would come too late
}
