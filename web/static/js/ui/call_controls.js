/**
 * The row of buttons below the pictures. Each keeps its place and its focus; only its word and state change.
 */

import { recordingActs } from '../state/call_notice.js';
import { element, fill } from './element.js';
import { icon } from './icons.js';
import { withKey } from './key_hints.js';
import { showScreenButton } from './view_tools.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('./icons.js').IconName} IconName */
/** @typedef {'microphone' | 'camera' | 'screen' | 'devices' | 'chat' | 'ask' | 'pause' | 'resume' | 'stop' | 'take_back' | 'delete' | 'hangup'} ControlName */
/** @typedef {Record<ControlName, () => void>} ControlActs */

/** The second tap of a double tap on the button before falls on whatever control has come into its place. */
const SETTLED_MS = 400;

/**
 * @param {ControlActs} act
 */
export function callControls(act) {
  /** @type {Record<ControlName, HTMLButtonElement>} */
  const buttons = {
    microphone: control('microphone', act.microphone),
    camera: control('camera', act.camera),
    screen: control('screen', act.screen),
    chat: control('chat', act.chat),
    devices: control('devices', act.devices),
    ask: control('ask', act.ask),
    pause: control('pause', act.pause),
    resume: control('resume', act.resume),
    stop: control('stop', act.stop),
    take_back: control('take_back', act.take_back),
    delete: control('delete', act.delete),
    hangup: control('hangup', act.hangup, 'danger'),
  };
  const bar = element('div', { class: 'call-controls', role: 'group', 'aria-label': t('call.controls') }, Object.values(buttons));
  label(buttons.devices, 'devices', t('call.devices'));
  label(buttons.ask, 'record', t('recording.ask'));
  label(buttons.pause, 'pause', t('recording.pause'));
  label(buttons.resume, 'record', t('recording.resume'));
  label(buttons.stop, 'stop', t('recording.withdraw'));
  label(buttons.take_back, 'stop', t('recording.take_back'));
  label(buttons.delete, 'close', t('recording.delete'));
  label(buttons.hangup, 'hangup', t('call.hangup'));

  /** @param {CallView} view @param {{open: boolean, unread: number}} chat */
  const show = (view, chat) => {
    const { microphone, camera, hasMicrophone, hasCamera } = view.own;
    label(buttons.microphone, microphone ? 'microphone' : 'microphone_off', t(microphone ? 'call.mute' : 'call.unmute'));
    label(buttons.camera, camera ? 'camera' : 'camera_off', t(camera ? 'call.camera_off' : 'call.camera_on'));
    label(buttons.chat, 'chat', t(chat.unread > 0 && !chat.open ? 'call.chat.unread' : 'call.chat'));
    label(buttons.screen, view.own.screen ? 'screen_off' : 'screen', t(view.own.screen ? 'call.screen.stop' : 'call.screen'));
    showScreenButton(buttons.screen, view.own);
    buttons.microphone.hidden = !hasMicrophone;
    buttons.camera.hidden = !hasCamera;
    buttons.microphone.toggleAttribute('data-off', !microphone);
    buttons.camera.toggleAttribute('data-off', !camera);
    buttons.chat.setAttribute('aria-expanded', String(chat.open));
    buttons.chat.toggleAttribute('data-unread', chat.unread > 0 && !chat.open);
    const may = recordingActs(view);
    buttons.pause.setAttribute('aria-disabled', String(view.recording === 'held_back'));
    const focused = document.activeElement;
    for (const name of /** @type {const} */ (['ask', 'pause', 'resume', 'stop', 'take_back', 'delete'])) buttons[name].hidden = !may[name];
    // A button that goes takes the focus with it; the next one in the row is where the person was.
    if (focused instanceof HTMLButtonElement && focused.hidden && bar.contains(focused)) (may.resume ? buttons.resume : buttons.chat).focus();
  };
  /** They have just come under somebody's finger. */
  const settle = () => {
    const until = performance.now() + SETTLED_MS;
    const swallow = (/** @type {MouseEvent} */ event) => {
      if (performance.now() < until && event.detail > 0) event.stopPropagation(); // 0: by a key, which is meant
    };
    bar.addEventListener('click', swallow, { capture: true });
    setTimeout(() => bar.removeEventListener('click', swallow, { capture: true }), SETTLED_MS);
  };
  return { bar, show, settle, focusOn: (/** @type {ControlName} */ name) => buttons[name].focus() };
}

/** @param {ControlName} name @param {() => void} onclick @param {string} [kind] */
function control(name, onclick, kind = '') {
  return element('button', { type: 'button', class: `call-control ${kind}`.trim(), 'data-control': name, onclick });
}

/** @param {HTMLButtonElement} button @param {IconName} picture @param {string} words */
function label(button, picture, words) {
  const title = withKey(button.dataset.control ?? '', words);
  if (button.dataset.shown === `${picture} ${title}`) return;
  button.dataset.shown = `${picture} ${title}`;
  button.title = title;
  fill(button, icon(picture), element('span', {}, words));
}
