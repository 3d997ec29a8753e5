/**
 * From the camera that looks at oneself to the one that looks at the parcel, and back: where there are two, as on a phone.
 */

import { listDevices } from '../rtc/devices.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** @param {import('../state/call_session.js').CallSession} session @param {AbortSignal} signal @param {string} kind class of its place */
export function turnCamera(session, signal, kind) {
  const button = element('button', { type: 'button', class: kind, hidden: true, 'aria-label': t('call.turn'), title: t('call.turn') }, icon('turn'));
  /** @type {MediaStream | null} */
  let looked = null;
  let several = false;
  const show = () => {
    const { own } = session.view;
    button.hidden = !several || own.facing === null || !own.hasCamera || !own.camera;
    if (own.facing === null || own.preview === looked) return;
    looked = own.preview;
    void listDevices().then(({ cameras }) => {
      several = cameras.length > 1;
      if (!signal.aborted) show();
    });
  };
  const press = async () => {
    button.disabled = true;
    await session.turnCamera();
    button.disabled = false;
  };
  button.addEventListener('click', press, { signal });
  session.onChange(show, signal);
  return button;
}
