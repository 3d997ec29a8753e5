/**
 * The agent's last look at themselves: own picture, microphone level, and the click from which on they are seen and heard.
 */

import { ruleOf } from '../state/recording_rule.js';
import { t } from './desk_words.js';
import { deviceHelp } from './device_help.js';
import { element, fill } from './element.js';
import { icon } from './icons.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../state/call_view.js').OwnView} OwnView */

/**
 * @param {object} act
 * @param {() => void} act.join
 * @param {(on: boolean) => void} act.camera
 * @param {() => void} act.retry asks for the devices again
 */
export function readyPanel({ join, camera, retry }) {
  /** @type {HTMLVideoElement} */
  const picture = element('video', { class: 'ready-picture', autoplay: true, playsinline: true, 'aria-label': t('call.self') });
  picture.muted = true;
  /** @type {HTMLMeterElement} */
  const level = element('meter', { min: 0, max: 1, value: 0, 'aria-label': t('lobby.level') });
  const standing = element('p', { class: 'small', role: 'status' }, t('call.starting'));
  /** @type {HTMLButtonElement} */
  const joinButton = element('button', { type: 'button', class: 'primary', onclick: join, 'data-join': true }, t('call.ready'));
  const help = deviceHelp(retry);
  const note = element('p', { class: 'small soft' }, t('lobby.join.note'));
  const rule = element('p', { class: 'small', hidden: true });
  /** @type {HTMLButtonElement} */
  const cameraButton = element('button', { type: 'button', class: 'quiet', hidden: true }, '');
  const retryButton = element('button', { type: 'button', onclick: retry, hidden: true }, t('call.devices_retry'));
  const panel = element(
    'div',
    { class: 'ready' },
    element('div', { class: 'ready-frame' }, picture, icon('camera_off')),
    element('div', { class: 'stack ready-side' }, standing, level, element('div', { class: 'row' }, joinButton, cameraButton, retryButton), note, rule),
    help.view,
  );

  /** @param {CallView} view @param {string} name of the customer */
  const show = ({ own, call }, name) => {
    const when = ruleOf(call);
    rule.hidden = when === 'on_request';
    if (!rule.hidden) rule.textContent = t(`call.rule.${when}`);
    if (picture.srcObject !== own.preview) picture.srcObject = own.preview;
    picture.hidden = !own.hasCamera || !own.camera;
    level.hidden = !own.hasMicrophone;
    const words = standingWords(own, name);
    if (standing.textContent !== words) standing.textContent = words;
    help.update(own.refused, own.preview === null);
    retryButton.hidden = !help.view.hidden || (!own.refused.audio && !own.refused.video);
    cameraButton.hidden = !own.hasCamera;
    fill(cameraButton, t(own.camera ? 'lobby.camera.turn_off' : 'lobby.camera.turn_on'));
    cameraButton.onclick = () => camera(!own.camera);
    const kind = own.hasCamera && own.camera ? '' : own.hasMicrophone ? '.sound' : '.text';
    joinButton.textContent = t(kind === '' ? 'call.ready' : `lobby.join${kind}`);
    note.textContent = t(`lobby.join.note${kind}`);
  };
  return { panel, show, level: (/** @type {number} */ value) => (level.value = value), focus: () => joinButton.focus() };
}

/** @param {OwnView} own @param {string} name */
function standingWords({ preview, hasCamera, hasMicrophone }, name) {
  if (!preview) return t('call.starting');
  if (!hasMicrophone) return t('call.no_microphone', { name });
  return t(hasCamera ? 'lobby.lead' : 'call.no_camera');
}
