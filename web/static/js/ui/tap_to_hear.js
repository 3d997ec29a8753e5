/**
 * Where the browser plays no sound before a touch: the other person's picture goes on without it, and the whole of it is one
 * button. Any other touch of the page does as well. Also starts again what a phone call or a nap of the phone has paused.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/**
 * @param {import('../state/call_session.js').CallSession} session
 * @param {HTMLVideoElement} remote the other person's, muted or not as `remotePicture` has it
 * @param {AbortSignal} signal
 */
export function tapToHear(session, remote, signal) {
  const view = element(
    'button',
    { type: 'button', class: 'call-hear', hidden: true },
    element('span', { class: 'call-hear-tap' }, icon('speaker'), t('call.play')),
    element('span', { class: 'small' }, t('call.play.text')),
  );
  const play = async () => {
    try {
      await remote.play();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'NotAllowedError' || signal.aborted) return;
      view.hidden = false;
      remote.muted = true;
      await remote.play().catch(() => {}); // not even that: the stage shows a name
    }
  };
  const touched = () => {
    if (view.hidden) return;
    view.hidden = true;
    remote.muted = false;
    void play();
  };
  document.addEventListener('click', touched, { signal, capture: true });
  document.addEventListener('keydown', (event) => event.key !== 'Tab' && touched(), { signal, capture: true });
  const paused = () => session.view.remote && remote.paused && document.visibilityState === 'visible' && void play();
  remote.addEventListener('pause', paused, { signal });
  document.addEventListener('visibilitychange', paused, { signal });
  session.onChange(paused, signal);
  return view;
}
