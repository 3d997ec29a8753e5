/**
 * One's own picture, mirrored as in a mirror; where there is none, a word that says so.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').OwnView} OwnView */

/** @param {string} [kind] class of its place */
export function selfView(kind = '') {
  const video = element('video', { playsinline: true, autoplay: true, 'aria-label': t('call.self') });
  video.muted = true;
  const said = element('span', {});
  const off = element('div', { class: 'self-off' }, icon('camera-off'), said);
  const view = element('div', { class: `self-view ${kind}` }, video, off);
  /** @param {OwnView} own @param {string} [instead] words while nothing can be shown */
  const update = (own, instead) => {
    const seen = own.hasCamera && own.camera;
    if (video.srcObject !== own.preview) video.srcObject = own.preview;
    video.dataset.facing = own.facing ?? '';
    video.hidden = !seen;
    off.hidden = seen;
    said.textContent = instead ?? t(own.hasCamera ? 'lobby.camera.off' : 'lobby.no_camera.short');
  };
  return { view, update };
}
