/**
 * The way to another device of the same person: this page makes a link that works once, and keeps the place until the
 * other one is in.
 */

import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { icon } from './icon.js';
import { doorButton } from './in_app_advice.js';
import { qrImage } from './qr_image.js';
import { t, when } from './words.js';

/** @typedef {import('../protocol/join_api.js').OtherDevice} OtherDevice */

/** A quiet button that opens it. @param {() => void} open */
export function otherDeviceButton(open) {
  return element('button', { type: 'button', class: 'quiet wide', onclick: open }, icon('devices'), t('device.offer'));
}

/**
 * @param {object} about
 * @param {() => Promise<OtherDevice>} about.make
 * @param {boolean} about.inApp the other place is a browser on this very device: nothing to point a camera at
 * @param {AbortSignal} signal closes it: the screen below is another one
 */
export function showOtherDevice({ make, inApp }, signal) {
  const shown = new AbortController();
  const life = AbortSignal.any([shown.signal, signal]);
  const place = element('div', { class: 'stack', 'aria-live': 'polite' });
  const dialog = element(
    'dialog',
    { class: 'other-device', 'aria-labelledby': 'other-device-title' },
    element(
      'form',
      { method: 'dialog', class: 'stack' },
      element('h2', { id: 'other-device-title' }, t(inApp ? 'device.title.inapp' : 'device.title')),
      place,
      element('button', { class: 'wide' }, t('close')),
    ),
  );
  dialog.addEventListener('close', () => {
    shown.abort();
    dialog.remove();
  });
  signal.addEventListener('abort', () => dialog.close(), { once: true });
  document.body.append(dialog);
  dialog.showModal();
  void fillIn(place, { make, inApp, signal: life });
}

/** @param {HTMLElement} place @param {{make: () => Promise<OtherDevice>, inApp: boolean, signal: AbortSignal}} about */
async function fillIn(place, about) {
  const { make, inApp, signal } = about;
  const again = () => void fillIn(place, about);
  fill(place, element('p', { class: 'soft' }, t('device.making')));
  try {
    const way = await make();
    if (signal.aborted) return;
    fill(place, wayOn(way, inApp, signal));
    const over = () => fill(place, element('p', {}, t('device.over')), element('button', { type: 'button', class: 'primary wide', onclick: again }, t('device.again')));
    const timer = setTimeout(over, Math.max(0, Date.parse(way.expires_at) - Date.now()));
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  } catch (error) {
    if (signal.aborted) return;
    fill(place, element('p', { class: 'notice bad' }, wordsForError(error)), element('button', { type: 'button', class: 'primary wide', onclick: again }, t('retry')));
  }
}

/** @param {OtherDevice} way @param {boolean} inApp @param {AbortSignal} signal */
function wayOn(way, inApp, signal) {
  return element(
    'div',
    { class: 'stack' },
    element('p', {}, t(inApp ? 'device.text.inapp' : 'device.text')),
    !inApp && qrImage(way.qr_svg, t('device.qr'), signal),
    inApp && doorButton(way.join_url, signal),
    linkLine(way.join_url, signal),
    inApp && element('p', {}, t('device.text.other')),
    inApp && qrImage(way.qr_svg, t('device.qr'), signal),
    element('p', { class: 'small soft' }, t('device.once', { time: when(way.expires_at, { timeStyle: 'short' }) })),
  );
}

/** Read only, and chosen whole when it is touched: where a clipboard is forbidden it is copied by hand. @param {string} url @param {AbortSignal} signal */
function linkLine(url, signal) {
  const field = element('input', { id: 'other-device-link', readonly: true, value: url, dir: 'ltr', onfocus: () => field.select() });
  const said = element('span', { class: 'small', role: 'status' });
  const copy = element('button', { type: 'button', class: 'primary' }, icon('copy'), t('inapp.copy'));
  copy.addEventListener('click', async () => {
    const copied = await Promise.resolve(navigator.clipboard?.writeText(url) ?? Promise.reject()).then(() => true, () => false);
    if (!copied) field.select();
    said.textContent = t(copied ? 'inapp.copied' : 'device.copy_failed');
  }, { signal });
  return element('div', { class: 'field' }, element('label', { for: 'other-device-link' }, t('device.link')), field, element('div', { class: 'row' }, copy, said));
}
