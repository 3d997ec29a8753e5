/**
 * Devices that come and go while the call goes on. A headset that has just come is offered with its name; sound that went to one
 * that is gone takes the usual way again.
 */

import { listDevices, onDevicesChanged } from '../rtc/devices.js';
import { arrivalOf, stillThere } from '../state/device_arrivals.js';
import { element } from './element.js';
import { t } from './words.js';

/** @typedef {import('../state/device_arrivals.js').Arrival} Arrival */

/** Letters of another script keep to themselves (Unicode UAX 9, FSI and PDI). @param {string} label */
const apart = (label) => `\u2068${label}\u2069`;

/**
 * @param {import('../state/call_session.js').CallSession} session
 * @param {HTMLVideoElement} remote whose sound follows
 * @param {AbortSignal} signal
 */
export function deviceArrivals(session, remote, signal) {
  const words = element('p', {});
  const view = element(
    'div',
    { class: 'call-card', role: 'status', hidden: true },
    words,
    element('div', { class: 'row' }, element('button', { type: 'button', class: 'primary', onclick: () => void take() }, t('call.arrival.use')), element('button', { type: 'button', class: 'quiet', onclick: () => offer(null) }, t('call.arrival.leave'))),
  );
  /** @type {Arrival | null} */
  let offered = null;
  /** @param {Arrival | null} arrival */
  const offer = (arrival) => {
    offered = arrival;
    view.hidden = arrival === null;
    words.textContent = arrival ? t('call.arrival', { device: apart(arrival.label) }) : '';
  };
  const take = async () => {
    const taken = offered;
    offer(null);
    if (!taken) return;
    await session.chooseDevice(taken.kind, taken.id);
    if (taken.speaker !== null) await playThrough(remote, taken.speaker);
  };
  /** @type {import('../rtc/devices.js').DeviceList | null} */
  let known = null;
  const look = async () => {
    const now = await listDevices();
    if (signal.aborted) return;
    const { preview } = session.view.own;
    const used = (/** @type {'audio' | 'video'} */ kind) => preview?.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId ?? null;
    const arrival = arrivalOf(known, now, { microphone: used('audio'), camera: used('video') });
    known = now;
    if (arrival) offer(arrival);
    else if (offered && !stillThere(offered, now)) offer(null);
    if (remote.sinkId && now.speakers.length > 0 && !now.speakers.some(({ id }) => id === remote.sinkId)) await playThrough(remote, '');
  };
  onDevicesChanged(() => void look(), signal);
  void look();
  return view;
}

/** @param {HTMLVideoElement} remote @param {string} speaker '' is the system's usual one */
async function playThrough(remote, speaker) {
  if ('setSinkId' in remote) await remote.setSinkId(speaker).catch(() => {}); // gone again meanwhile: the sound goes on where it was
}
