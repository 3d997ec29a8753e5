/**
 * What may be done with the other person's picture: a small window of its own over other programs, or the whole screen;
 * and the words that it is a screen. Buttons that this browser cannot answer are not there.
 */

import { canShowScreen } from '../rtc/screen.js';
import { hasClicked } from '../state/call_view.js';
import { element, fill } from './element.js';
import { icon } from './icons.js';
import { withKey } from './key_hints.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {HTMLVideoElement & {webkitEnterFullscreen?: () => void}} Video an iPhone knows the whole screen for videos only */

/**
 * @param {Video} remote
 * @param {() => HTMLElement} stage what fills the screen: picture, controls and text
 * @param {AbortSignal} signal
 */
export function viewTools(remote, stage, signal) {
  const said = element('p', { class: 'call-screen', role: 'status' });
  const pip = tool('pip', () => void toggleSmallWindow(remote));
  const full = tool('full', () => void toggleFullScreen(remote, stage()));
  const bar = element('div', { class: 'call-view', role: 'group', 'aria-label': t('call.view') }, pip, full);
  const draw = () => {
    name(pip, 'pip', document.pictureInPictureElement === remote ? 'call.pip.close' : 'call.pip');
    name(full, 'full', document.fullscreenElement === stage() ? 'call.full.close' : 'call.full');
  };
  for (const event of ['enterpictureinpicture', 'leavepictureinpicture']) remote.addEventListener(event, draw, { signal });
  document.addEventListener('fullscreenchange', draw, { signal });
  signal.addEventListener('abort', () => void leaveBoth(remote, stage()), { once: true });
  bringOut(remote, signal);

  /** @param {CallView} view */
  const show = ({ own, other, remote: stream }) => {
    draw();
    const seen = Boolean(stream && other && hasClicked(other) && other.video);
    pip.hidden = !seen || !document.pictureInPictureEnabled;
    full.hidden = !document.fullscreenEnabled && !(seen && remote.webkitEnterFullscreen);
    remote.toggleAttribute('data-screen', other?.screen === true);
    const words = other?.screen ? t('call.screen.other', { name: other.name }) : own.screen ? t('call.screen.own') : '';
    if (said.textContent !== words) fill(said, words);
  };
  return { said, bar, show };
}

/** Where the browser asks for it when this tab goes to the back: the call stays in sight. @param {Video} remote @param {AbortSignal} signal */
function bringOut(remote, signal) {
  const set = (/** @type {(() => void) | null} */ act) => {
    try {
      navigator.mediaSession?.setActionHandler(/** @type {MediaSessionAction} */ ('enterpictureinpicture'), act);
    } catch {
      // This browser brings nothing out by itself.
    }
  };
  set(() => remote.isConnected && void remote.requestPictureInPicture().catch(() => {}));
  signal.addEventListener('abort', () => set(null), { once: true });
}

/** @param {Video} remote */
async function toggleSmallWindow(remote) {
  const act = document.pictureInPictureElement === remote ? document.exitPictureInPicture() : remote.requestPictureInPicture();
  await act.catch(() => {}); // there is no picture yet, or not any more
}

/** @param {Video} remote @param {HTMLElement} stage */
async function toggleFullScreen(remote, stage) {
  if (!document.fullscreenEnabled) return remote.webkitEnterFullscreen?.();
  const act = document.fullscreenElement === stage ? document.exitFullscreen() : stage.requestFullscreen();
  await act.catch(() => {}); // somebody else's page around this one does not allow it
}

/** @param {Video} remote @param {HTMLElement} stage */
async function leaveBoth(remote, stage) {
  if (document.pictureInPictureElement === remote) await document.exitPictureInPicture().catch(() => {});
  if (document.fullscreenElement === stage) await document.exitFullscreen().catch(() => {});
}

/** @param {'pip' | 'full'} control @param {() => void} onclick */
function tool(control, onclick) {
  return element('button', { type: 'button', class: 'call-tool', 'data-control': control, onclick }, icon(control), element('span', { class: 'visually-hidden' }));
}

/** @param {HTMLButtonElement} button @param {'pip' | 'full'} control @param {string} key */
function name(button, control, key) {
  button.title = withKey(control, t(key));
  const words = button.querySelector('span');
  if (words && words.textContent !== t(key)) words.textContent = t(key);
}

/** The button that shows one's own screen, in the row of the call's controls. @param {HTMLButtonElement} button @param {CallView['own']} own */
export function showScreenButton(button, own) {
  button.hidden = !own.ready || !canShowScreen();
  button.toggleAttribute('data-live', own.screen);
}
