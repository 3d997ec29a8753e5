/**
 * The ways in for the customer: link, picture, spoken code, each copied with one click; and how far the customer has come.
 */

import { invitation } from '../state/invitation.js';
import { groups } from '../state/spoken_code.js';
import { copyButton, copyImage, copyText } from './copy_button.js';
import { element, fill } from './element.js';
import { t, when } from './desk_words.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/desk.js').NewCall} NewCall */

const QR_PIXELS = 512;

/**
 * Open while the customer has not come; out of the way, and still at hand, once they have.
 *
 * @param {NewCall | null} made what the server said when the call was made; null where this tab does not know it
 * @param {string} name of the customer
 * @param {AbortSignal} signal
 */
export function invitationPanel(made, name, signal) {
  const panel = element(
    'details',
    { class: 'panel ways-in', open: true },
    element('summary', {}, element('h2', {}, t('call.invite.title', { name }))),
    made ? waysIn(made, signal) : element('p', { class: 'soft' }, t('call.invite.gone')),
  );
  let last = '';
  /** @param {CallSnapshot} call */
  const show = (call) => {
    const step = invitation(call);
    if (step !== last) panel.open = step === 'unopened';
    last = step;
  };
  return { panel, show };
}

/** @param {NewCall} made @param {AbortSignal} signal */
function waysIn(made, signal) {
  return element(
    'div',
    { class: 'ways' },
    qrCode(made.qr_svg, signal),
    element(
      'div',
      { class: 'stack' },
      linkWay(made.join_url, signal),
      made.code && codeWay(made.code, signal),
      element('p', { class: 'small soft' }, t('call.invite.expires', { time: when(made.expires_at) })),
    ),
  );
}

/** @param {string} code @param {AbortSignal} signal */
function codeWay(code, signal) {
  const spoken = groups(code);
  return element(
    'div',
    { class: 'field' },
    element('span', { class: 'label' }, t('call.invite.code')),
    element(
      'div',
      { class: 'copied-line' },
      element('p', { class: 'spoken-code', role: 'img', 'aria-label': [...code].join(' ') }, spoken.map((group) => element('span', {}, group))),
      copyButton(t('call.invite.copy_code'), () => copyText(spoken.join(' ')), signal),
    ),
    element('span', { class: 'small soft' }, t('call.invite.code_hint', { address: `${location.host}/j` })),
  );
}

/** @param {string} url @param {AbortSignal} signal */
function linkWay(url, signal) {
  const select = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget).select();
  return element(
    'div',
    { class: 'field' },
    element('label', { for: 'join-link' }, t('call.invite.link')),
    element(
      'div',
      { class: 'copied-line' },
      element('input', { id: 'join-link', readonly: true, value: url, dir: 'ltr', class: 'code-like', onfocus: select }),
      copyButton(t('call.invite.copy_link'), () => copyText(url), signal),
    ),
  );
}

/**
 * As an image of its own document: whatever an SVG may hold, in an image it cannot run or load anything.
 *
 * @param {string} svg
 * @param {AbortSignal} signal
 */
function qrCode(svg, signal) {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  signal.addEventListener('abort', () => URL.revokeObjectURL(url));
  const image = element('img', { class: 'qr', src: url, alt: t('call.invite.qr'), width: 180, height: 180 });
  return element('div', { class: 'stack tight' }, image, copyButton(t('call.invite.copy_qr'), () => copyImage(image, QR_PIXELS), signal));
}

/**
 * One line that is read aloud when it changes.
 *
 * @param {HTMLElement} line
 * @param {CallSnapshot} call
 * @param {boolean} joined whether this agent's own click has happened on this page
 */
export function showProgress(line, call, joined) {
  const customer = call.participants.find((person) => person.role === 'customer');
  const found = invitation(call);
  const step = found === 'together' && !joined ? 'waiting' : found;
  const words = t(`call.invitation.${step}`, { name: customer?.name ?? '' });
  if (line.dataset.step === step) return;
  line.dataset.step = step;
  fill(line, element('span', { class: `dot ${DOTS[step]}`, 'aria-hidden': 'true' }), element('span', {}, words));
}

/** @type {Record<import('../state/invitation.js').Invitation, string>} */
const DOTS = { unopened: '', lobby: 'busy', waiting: 'good', left: 'bad', together: 'good', over: '' };

