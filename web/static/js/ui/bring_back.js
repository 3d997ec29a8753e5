/**
 * The way back after the system has taken microphone or camera, for a phone call above all: one large button. It opens them
 * again in this person's own touch, which an iPhone wants, and sends them over the line there is.
 */

import { element } from './element.js';
import { t } from './words.js';

/** @param {import('../state/call_session.js').CallSession} session @param {AbortSignal} signal */
export function bringBack(session, signal) {
  const words = element('p', {});
  const button = element('button', { type: 'button', class: 'primary large' });
  const view = element('div', { class: 'bring-back', role: 'status', hidden: true }, words, button);
  const now = { busy: false, tried: false };
  const show = () => {
    const { own, ended } = session.view;
    const { audio, video } = own.stopped;
    view.hidden = !own.ready || ended !== null || !(audio || video);
    if (view.hidden) now.tried = false;
    const what = audio && video ? 'both' : audio ? 'sound' : 'picture';
    button.disabled = now.busy;
    write(button, now.busy ? t('device.making') : t(`call.back.${what}`));
    write(words, t(now.tried ? 'call.back.not_yet' : 'call.back.text'));
  };
  const press = async () => {
    now.busy = true;
    show();
    await session.bringBack();
    if (signal.aborted) return;
    Object.assign(now, { busy: false, tried: true });
    show();
  };
  button.addEventListener('click', press, { signal });
  session.onChange(show, signal);
  return view;
}

/** A live region says again whatever is put into it. @param {HTMLElement} place @param {string} words */
function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
