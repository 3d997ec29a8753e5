/**
 * The offer that rings: who calls, about what, how long it still rings, two buttons. It takes the focus, because nothing
 * on the page is more urgent for these seconds.
 */

import { secondsLeft, shareLeft } from '../state/ringing.js';
import { element, fill } from './element.js';
import { count, duration, languageName, t } from './desk_words.js';
import { helpdeskLink } from './helpdesk_link.js';

/** @typedef {import('../state/ringing.js').Ringing} Ringing */

/**
 * @typedef {object} Answers
 * @property {() => void} accept
 * @property {() => void} decline
 * @property {() => void} silence
 */

/** An empty dialog that a stray key does not close: a call is declined by the button that says so. */
export function ringingDialog() {
  const stay = (/** @type {Event} */ event) => event.preventDefault();
  return element('dialog', { class: 'ringing', closedby: 'none', oncancel: stay });
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Ringing} ringing
 * @param {Answers & {spoken: string}} answers `spoken`: what is read aloud at once; in the dialog, because nothing outside it is heard
 */
export function openRinging(dialog, ringing, { accept, decline, silence, spoken }) {
  const { offer } = ringing;
  const waited = Math.max(0, (Date.parse(offer.server_time) - Date.parse(offer.waiting_since)) / 1000);
  fill(
    dialog,
    element('p', { class: 'visually-hidden', role: 'alert' }, spoken),
    element('h2', { id: 'ringing-title', class: 'ringing-title' }, t('ring.title', { name: offer.customer_name })),
    element('p', { dir: 'auto' }, `${offer.case.reference} · ${offer.case.title}`),
    element(
      'p',
      { class: 'soft' },
      `${t('ring.language', { language: languageName(offer.language) })} · ${t('ring.waiting', { duration: duration(waited) })}`,
    ),
    offer.interrupted && element('p', { class: 'notice warn' }, t('ring.interrupted')),
    offer.reason && element('p', { dir: 'auto', class: 'ringing-reason' }, offer.reason),
    element('p', { 'data-ticket': true, hidden: true }),
    element('progress', { max: 1, value: 1, 'aria-hidden': 'true' }),
    element('p', { class: 'soft number', 'aria-hidden': 'true', 'data-left': true }),
    element(
      'div',
      { class: 'row ringing-actions' },
      element('button', { type: 'button', class: 'primary', onclick: accept, 'data-accept': true }, t('ring.accept')),
      element('button', { type: 'button', onclick: decline, 'data-decline': true }, t('ring.decline')),
      element('button', { type: 'button', class: 'quiet', onclick: silence }, t('ring.silence')),
    ),
  );
  dialog.setAttribute('aria-labelledby', 'ringing-title');
  if (!dialog.open) dialog.showModal();
}

/**
 * The case has a ticket in the helpdesk: whoever answers may have it before them.
 *
 * @param {HTMLDialogElement} dialog
 * @param {string} url
 */
export function showTicket(dialog, url) {
  const place = dialog.querySelector('[data-ticket]');
  if (!(place instanceof HTMLElement)) return;
  fill(place, helpdeskLink(url));
  place.hidden = false;
}

/**
 * The part that changes with time and with the first click.
 *
 * @param {HTMLDialogElement} dialog
 * @param {Ringing} ringing
 * @param {number} now
 */
export function updateRinging(dialog, ringing, now) {
  const bar = dialog.querySelector('progress');
  const left = dialog.querySelector('[data-left]');
  if (bar) bar.value = shareLeft(ringing, now);
  if (left) left.textContent = ringing.answered ? t('ring.busy') : count('ring.seconds', secondsLeft(ringing, now));
  for (const button of dialog.querySelectorAll('button')) button.disabled = ringing.answered !== null;
}
