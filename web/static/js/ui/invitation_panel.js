/**
 * The ways in for the customer: link, picture, spoken code, each copied with one click, and new ones; and how far the
 * customer has come.
 */

import { customerOf, invitation } from '../state/invitation.js';
import { groups } from '../state/spoken_code.js';
import { copyButton, copyImage, copyText } from './copy_button.js';
import { t, when } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { qrImage } from './qr_image.js';
import { ask } from './question.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/desk.js').NewCall} NewCall */

const QR_PIXELS = 512;

/**
 * Open while the customer has not come; out of the way, and still at hand, once they have.
 *
 * @param {NewCall | null} made what the server said when the link was made; null where this tab does not know it
 * @param {string} name of the customer
 * @param {object} about
 * @param {() => Promise<NewCall>} about.renew makes another link; the old one opens nothing from then on
 * @param {AbortSignal} about.signal
 */
export function invitationPanel(made, name, { renew, signal }) {
  const used = element('p', { class: 'small soft', hidden: true }, t('call.invite.used'));
  const place = element('div', {});
  const another = newLink(name, { renew, made: (news) => draw(news, { fresh: true }), signal });
  let drawn = new AbortController();
  let known = false;
  /** @param {NewCall | null} way @param {{fresh: boolean}} how */
  const draw = (way, { fresh }) => {
    drawn.abort();
    drawn = new AbortController();
    known = way !== null;
    const life = AbortSignal.any([drawn.signal, signal]);
    fill(place, way ? waysIn(way, life) : element('p', { class: 'soft' }, t('call.invite.gone')));
    if (fresh) place.querySelector('input')?.focus();
  };
  draw(made, { fresh: false });
  const panel = element('details', { class: 'panel ways-in', open: true }, element('summary', {}, element('h2', {}, t('call.invite.title', { name }))), used, place, another.view);
  let last = '';
  /** @param {CallSnapshot} call */
  const show = (call) => {
    const step = invitation(call);
    if (step !== last) panel.open = step === 'unopened';
    last = step;
    used.hidden = !known || step === 'unopened';
    another.show(call);
  };
  return { panel, show };
}

/**
 * For who changes the device, or has lost the link. Whoever has the page open is asked for first: it will be closed.
 *
 * @param {string} name
 * @param {{renew: () => Promise<NewCall>, made: (way: NewCall) => void, signal: AbortSignal}} about
 */
function newLink(name, { renew, made, signal }) {
  let open = false;
  const said = element('p', { class: 'small', role: 'status' });
  const button = element('button', { type: 'button' }, t('call.invite.new'));
  const words = { title: t('call.invite.new.title'), text: t('call.invite.new.text', { name }), yes: t('call.invite.new.yes'), no: t('call.invite.new.no') };
  const make = async () => {
    if (open && !(await ask(words, signal))) return;
    button.disabled = true;
    try {
      made(await renew());
      said.textContent = t('call.invite.new.made', { name });
    } catch (error) {
      if (!signal.aborted) said.textContent = wordsForError(error);
    }
    button.disabled = false;
  };
  button.addEventListener('click', make, { signal });
  const view = element('div', { class: 'new-link' }, element('div', { class: 'row' }, button, element('span', { class: 'small soft' }, t('call.invite.new.hint', { name }))), said);
  /** @param {CallSnapshot} call */
  const show = (call) => {
    open = Boolean(customerOf(call)?.page_id);
  };
  return { view, show };
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

/** @param {string} svg @param {AbortSignal} signal */
function qrCode(svg, signal) {
  const image = qrImage(svg, t('call.invite.qr'), signal);
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
  const customer = customerOf(call);
  const found = invitation(call);
  const step = found === 'together' && !joined ? 'waiting' : found;
  const words = t(`call.invitation.${step}`, { name: customer?.name ?? '' });
  if (line.dataset.step === step) return;
  line.dataset.step = step;
  fill(line, element('span', { class: `dot ${DOTS[step]}`, 'aria-hidden': 'true' }), element('span', {}, words));
}

/** @type {Record<import('../state/invitation.js').Invitation, string>} */
const DOTS = { unopened: '', lobby: 'busy', waiting: 'good', left: 'bad', together: 'good', over: '' };

