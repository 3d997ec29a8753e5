/**
 * The way back after microphone or camera were taken away: by a phone call above all, and then it is one large button, which
 * opens them again in this person's own touch, as an iPhone wants it; or by the browser or the system, and then it is the
 * steps that allow them again. They are sent over the line there is.
 */

import { shutInCall } from '../state/device_trouble.js';
import { deviceHelp } from './device_help.js';
import { element } from './element.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').OwnView} OwnView */

/** Whoever has not answered the browser's question by then may press again. */
const PATIENCE_MS = 10_000;

/** @param {import('../state/call_session.js').CallSession} session @param {AbortSignal} signal */
export function bringBack(session, signal) {
  const words = element('p', {});
  const button = element('button', { type: 'button', class: 'primary large' });
  const help = deviceHelp(() => void press(), { then: 'allow.then.call' });
  const view = element('div', { class: 'bring-back', role: 'status', hidden: true }, words, button, help.view);
  const now = { busy: false, tried: false };
  const show = () => {
    const { own, ended } = session.view;
    const { audio, video } = own.stopped;
    view.hidden = !own.ready || ended !== null || !(audio || video);
    if (view.hidden) now.tried = false;
    help.update(shutInCall(own), view.hidden || now.busy);
    words.hidden = button.hidden = !help.view.hidden;
    const what = audio && video ? 'both' : audio ? 'sound' : 'picture';
    button.disabled = now.busy;
    write(button, now.busy ? t('device.making') : t(`call.back.${what}`));
    write(words, t(now.tried ? whyNotYet(own) : 'call.back.text'));
  };
  const press = async () => {
    now.busy = true;
    show();
    await Promise.race([session.bringBack(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    if (signal.aborted) return;
    Object.assign(now, { busy: false, tried: true });
    show();
  };
  button.addEventListener('click', press, { signal });
  session.onChange(show, signal);
  return view;
}

/** @param {OwnView} own */
function whyNotYet({ stopped, refused }) {
  const asked = (stopped.audio && refused.audio === 'dismissed') || (stopped.video && refused.video === 'dismissed');
  return asked ? 'call.back.allow' : 'call.back.not_yet';
}

/** A live region says again whatever is put into it. @param {HTMLElement} place @param {string} words */
function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
