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
 * @param {HTMLElement} act.turn to the phone's other camera: the one it talks with looks away from a parcel
 * @param {() => void} act.gone it was closed, and held the focus
 */
export function evidenceDialog(sending, { still, turn, gone }) {
  const finder = element('video', { class: 'evidence-finder', autoplay: true, playsinline: true, 'aria-label': t('call.self') });
  finder.muted = true;
  const chooser = element('input', { type: 'file', accept: KINDS, hidden: true, onchange: () => chosen() });
  const body = element('div', { class: 'evidence-body' });
  const dialog = element('dialog', { class: 'evidence-dialog', 'aria-labelledby': 'evidence-title' }, body, chooser);
  let drawn = '';
  let picture = '';
  /** Whose address that is. @type {Blob | undefined} */
  let pictured;

  const chosen = () => {
    const file = chooser.files?.[0];
    chooser.value = ''; // the same file may be chosen again
    if (file) void sending.took(file, file.name);
  };
  const take = () => void sending.takes(still, t('evidence.photo_name'));
  const act = { take, choose: () => chooser.click(), finder, turn };

  /** @param {CallView} view @param {SendingView} now */
  const show = (view, now) => {
    const camera = now.step === 'choosing' && view.own.hasCamera && view.own.camera;
    const preview = camera ? view.own.preview : null;
    if (finder.srcObject !== preview) finder.srcObject = preview;
    finder.dataset.facing = view.own.facing ?? '';
    standing(body, now);
    const kind = `${now.step} ${now.code} ${camera} ${now.request?.id ?? ''}`;
    if (kind === drawn) return;
    drawn = kind;
    if (now.chosen?.file !== pictured) {
      URL.revokeObjectURL(picture);
      pictured = now.chosen?.file;
      picture = pictured ? URL.createObjectURL(pictured) : '';
    }
    if (now.step === 'idle') return close();
    const draw = { choosing, checking, sending: onItsWay, failed };
    fill(body, ...draw[now.step](view, now, { sending, camera, picture, ...act }));
    standing(body, now);
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
  dialog.addEventListener('keydown', (event) => event.key === 'Escape' && !event.isComposing && sending.stop()); // composing: Escape takes characters back
  return { dialog, show };
}

/**
 * @typedef {object} Acts
 * @property {EvidenceSending} sending
 * @property {boolean} camera
 * @property {string} picture
 * @property {() => void} take
 * @property {() => void} choose
 * @property {HTMLVideoElement} finder
 * @property {HTMLElement} turn
 */

/** @param {CallView} view @param {SendingView} now @param {Acts} acts */
function choosing({ call, other, own }, { request, code }, { sending, camera, take, choose, finder, turn }) {
  const name = other?.name ?? t('role.agent');
  return parts(
    request ? t(`evidence.title.${request.what}`, { name }) : t('evidence.send'),
    [
      code && element('p', { class: 'evidence-trouble', role: 'alert' }, wordsForCode(code)),
      camera && frame(finder, turn),
      element('p', {}, t('evidence.what', { name, reference: call?.case.reference ?? '' })),
      camera && element('p', { class: 'evidence-hint' }, t('evidence.aim')),
      own.hasCamera && !camera && element('p', { class: 'evidence-hint' }, t('evidence.camera_off')),
    ],
    [
      element('p', { class: 'evidence-busy', role: 'status' }),
      camera && element('button', { type: 'button', class: 'primary', 'data-take': '', onclick: take }, t('evidence.take')),
      element('button', { type: 'button', class: camera ? '' : 'primary', onclick: choose }, t('evidence.choose')),
      element('button', { type: 'button', class: 'quiet', onclick: () => sending.stop() }, t('evidence.not_now')),
    ],
  );
}

/** @param {CallView} _ @param {SendingView} now @param {Acts} acts */
function checking(_, { chosen }, { sending, picture }) {
  const place = element('input', { type: 'checkbox' });
  return parts(
    t('evidence.check'),
    [
      shown(chosen, picture),
      chosen?.copy && element('p', { class: 'evidence-copy' }, t(`evidence.copy.${chosen.copy}`)),
      element('p', { class: 'evidence-hint' }, t('evidence.check.readable')),
      chosen?.place && element('label', { class: 'evidence-place' }, place, element('span', {}, t('evidence.place'))),
    ],
    [
      element('button', { type: 'button', class: 'primary', onclick: () => void sending.send({ keepPlace: place.checked }) }, t('evidence.confirm')),
      element('button', { type: 'button', onclick: () => sending.again() }, t('evidence.again')),
      element('button', { type: 'button', class: 'quiet', onclick: () => sending.stop() }, t('evidence.not_now')),
    ],
  );
}

/** @param {CallView} _ @param {SendingView} now @param {Acts} acts */
function onItsWay(_, { chosen }, { sending, picture }) {
  const stop = element('button', { type: 'button', class: 'quiet', 'data-stop': '', onclick: () => sending.stop() }, t('evidence.stop'));
  return parts(t('evidence.sending'), [shown(chosen, picture), element('progress', { max: 1, 'aria-label': t('evidence.sending') })], [stop]);
}

/** @param {CallView} _ @param {SendingView} now @param {Acts} acts */
function failed(_, { code }, { sending }) {
  const retry = sending.worthAnotherTry;
  return parts(
    t('evidence.not_sent'),
    [element('p', { class: 'evidence-trouble', role: 'alert' }, wordsForCode(code ?? 'internal'))],
    [
      retry && element('button', { type: 'button', class: 'primary', onclick: () => void sending.send() }, t('evidence.retry')),
      element('button', { type: 'button', class: retry ? '' : 'primary', onclick: () => sending.again() }, t('evidence.again')),
      element('button', { type: 'button', class: 'quiet', onclick: () => sending.stop() }, t('evidence.not_now')),
    ],
  );
}

/**
 * Where there is little room the middle is scrolled, and its picture is seen whole: no button ever lies over it.
 *
 * @param {string} title
 * @param {import('./element.js').Child[]} middle
 * @param {import('./element.js').Child[]} acts
 */
function parts(title, middle, acts) {
  return [
    element('h2', { id: 'evidence-title', tabindex: '-1' }, title),
    element('div', { class: 'evidence-middle', role: 'group', 'aria-labelledby': 'evidence-title', tabindex: '0' }, middle),
    element('div', { class: 'evidence-acts' }, acts),
  ];
}

/** @param {...Node} inside */
function frame(...inside) {
  return element('div', { class: 'evidence-frame' }, ...inside);
}

/** @param {SendingView['chosen']} chosen @param {string} picture */
function shown(chosen, picture) {
  if (chosen?.picture) return frame(element('img', { src: picture, alt: t('evidence.check') }));
  return element('p', { class: 'evidence-document', dir: 'auto' }, icon('file'), element('span', {}, chosen?.name ?? ''));
}

/** What changes while a page of it stands. @param {HTMLElement} body @param {SendingView} now */
function standing(body, { step, fraction, busy }) {
  const bar = body.querySelector('progress');
  if (bar && step === 'sending') bar.value = fraction;
  const stop = body.querySelector('[data-stop]');
  if (stop instanceof HTMLElement) stop.hidden = fraction >= 1; // it is there: a no would come too late
  const words = body.querySelector('.evidence-busy');
  if (words && (words.textContent !== '') !== busy) words.textContent = busy ? t('evidence.moment') : '';
  body.querySelector('[data-take]')?.setAttribute('aria-disabled', String(busy));
}
