/**
 * Choosing camera, microphone and speaker during the call; also the way back after a device was refused.
 */

import { deviceHelp } from './device_help.js';
import { element, fill } from './element.js';
import { t } from './words.js';

/** @typedef {import('../rtc/devices.js').DeviceList} DeviceList */
/** @typedef {import('../rtc/devices.js').Device} Device */
/** @typedef {{camera: string | null, microphone: string | null, speaker: string | null}} Chosen ids; null stays as it is */

/**
 * @param {object} options
 * @param {DeviceList} options.devices
 * @param {Chosen} options.now what is in use
 * @param {import('../rtc/devices.js').Refused} options.refused the steps that allow it stand on top
 * @param {boolean} options.speakers whether this browser can choose one
 * @param {() => void} options.echo this person hears their own voice
 * @param {AbortSignal} signal closes it without a choice
 * @returns {Promise<Chosen | null>} null: nothing is to be done
 */
export function chooseDevices({ devices, now, refused, speakers, echo }, signal) {
  const camera = select(devices.cameras, now.camera);
  const microphone = select(devices.microphones, now.microphone);
  const speaker = select(devices.speakers, now.speaker);
  const help = deviceHelp(() => dialog.close('use'), { then: 'allow.then.call' });
  help.update(refused, false);
  const form = element(
    'form',
    { method: 'dialog', class: 'device-choice' },
    element('h2', { id: 'devices-title' }, t('lobby.devices')),
    help.view,
    element('label', {}, t('lobby.microphone'), microphone.view),
    element('label', {}, t('lobby.camera'), camera.view),
    speakers && devices.speakers.length > 0 && element('label', {}, t('lobby.speaker'), speaker.view),
    element('button', { type: 'button', class: 'quiet', onclick: () => (dialog.close(''), echo()) }, t('call.echo')),
    element('div', { class: 'withdraw-choices' }, element('button', { value: 'use', class: 'primary' }, t('call.devices.use')), element('button', { value: '' }, t('close'))),
  );
  const dialog = element('dialog', { 'aria-labelledby': 'devices-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => dialog.close(''), { once: true });
    dialog.addEventListener('close', () => {
      dialog.remove();
      const used = dialog.returnValue === 'use';
      resolve(used ? { camera: camera.changed(), microphone: microphone.changed(), speaker: speaker.changed() } : null);
    });
  });
}

/** @param {Device[]} devices @param {string | null} chosen */
function select(devices, chosen) {
  const view = element('select', { dir: 'auto' });
  fill(
    view,
    devices.map(({ id, label }, index) => element('option', { value: id, selected: id === chosen }, label || t('lobby.device.unnamed', { number: index + 1 }))),
  );
  view.disabled = devices.length === 0;
  const before = view.value;
  return { view, changed: () => (view.value === before ? null : view.value || null) };
}
