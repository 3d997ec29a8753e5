/**
 * Which camera, which microphone, which speaker; shown as far as the browser tells.
 */

import { element, fill } from './element.js';
import { icon } from './icon.js';
import { playTestSound } from './test_sound.js';
import { t } from './words.js';

/** @typedef {import('../rtc/devices.js').Device} Device */
/** @typedef {import('../rtc/devices.js').DeviceList} DeviceList */
/** @typedef {import('../pages/own_devices.js').DeviceKind} DeviceKind */
/** @typedef {import('../pages/own_devices.js').Choice} Choice */

/** @param {(kind: DeviceKind, id: string) => void} choose */
export function deviceChoice(choose) {
  const fields = element('div', { class: 'stack' });
  const hint = element('span', { class: 'small soft', role: 'status' });
  /** @type {string | null} */
  let speaker = null;
  const test = async () => {
    hint.textContent = t('lobby.speaker.hint');
    await playTestSound(speaker);
  };
  const view = element(
    'details',
    { class: 'devices' },
    element('summary', {}, icon('settings'), t('lobby.devices')),
    element('div', { class: 'stack' }, fields, element('div', { class: 'row' }, element('button', { type: 'button', onclick: test }, icon('speaker'), t('lobby.speaker.test')), hint)),
  );
  let drawn = '';
  /** @param {DeviceList} lists @param {Choice} choice @param {MediaStream | null} stream */
  const update = (lists, choice, stream) => {
    speaker = choice.speaker;
    const used = (/** @type {'audio' | 'video'} */ kind) => stream?.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId ?? null;
    const chosen = { camera: choice.camera ?? used('video'), microphone: choice.microphone ?? used('audio'), speaker };
    const now = JSON.stringify([lists, chosen]);
    if (now === drawn) return; // an open list must not be drawn anew under the finger
    drawn = now;
    fill(
      fields,
      field('camera', lists.cameras, chosen.camera, choose),
      field('microphone', lists.microphones, chosen.microphone, choose),
      field('speaker', lists.speakers, chosen.speaker, choose),
    );
  };
  return { view, update };
}

/** @param {DeviceKind} kind @param {Device[]} devices @param {string | null} chosen @param {(kind: DeviceKind, id: string) => void} choose */
function field(kind, devices, chosen, choose) {
  if (devices.length === 0) return null;
  const options = devices.map(({ id, label }, index) =>
    element('option', { value: id, selected: id === chosen }, label || t('lobby.device.unnamed', { number: index + 1 })),
  );
  const select = element('select', { id: `choose-${kind}`, dir: 'auto', onchange: () => choose(kind, select.value) }, options);
  return element('div', { class: 'field' }, element('label', { for: `choose-${kind}` }, t(`lobby.${kind}`)), select);
}
