/**
 * The two pictures: the other person large, oneself small.
 */

import { hasClicked } from '../state/call_view.js';
import { element, fill } from './element.js';
import { watchFirstPicture } from './first_picture.js';
import { icon } from './icons.js';
import { followShapes } from './picture_shape.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */

/**
 * @param {HTMLVideoElement} remote the other person's, which plays already
 * @param {AbortSignal} signal
 * @param {() => void} [sawPicture] the other's first real picture is shown
 */
export function callPictures(remote, signal, sawPicture = () => {}) {
  const own = element('video', { class: 'call-self', autoplay: true, playsinline: true, 'aria-label': t('call.self') });
  own.muted = true;
  const stand = element('div', { class: 'call-standin' });
  const ownStand = element('div', { class: 'call-self call-self-off', role: 'img', 'aria-label': t('call.self') }, icon('camera_off'));
  followShapes(own, remote, signal);
  signal.addEventListener('abort', () => (own.srcObject = null), { once: true });

  let standing = '';
  let watched = false;
  /** @param {CallView} view */
  const show = (view) => {
    if (own.srcObject !== view.own.preview) own.srcObject = view.own.preview;
    const seen = view.own.hasCamera && view.own.camera;
    own.dataset.facing = view.own.facing ?? '';
    own.hidden = !seen;
    ownStand.hidden = seen || !view.own.hasMicrophone;
    remote.setAttribute('aria-label', t('call.remote', { name: view.other?.name ?? '' }));
    own.toggleAttribute('data-paused', view.ladder.picture === 'paused');
    const picture = Boolean(view.other && hasClicked(view.other) && view.other.video && !view.ladder.theirsPaused && (view.talk === 'connected' || view.talk === 'reconnecting'));
    remote.toggleAttribute('data-dark', !picture);
    if (picture && view.own.ready && !watched) {
      watched = true; // what is black before the own click is no dark room
      watchFirstPicture(remote, sawPicture, signal);
    }
    const words = standingWords(view);
    stand.hidden = picture;
    if (words === standing) return;
    standing = words;
    fill(stand, element('span', { class: 'call-initial', 'aria-hidden': 'true', dir: 'auto' }, initial(view.other?.name ?? '')), element('p', { dir: 'auto' }, words));
  };
  return { pictures: [remote, stand, ownStand, own], show, remote };
}

/** @param {CallView} view */
function standingWords({ other, talk, ladder }) {
  if (!other) return '';
  const shows = talk === 'connected' && hasClicked(other);
  if (shows && !other.video) return t('call.other_no_video', { name: other.name });
  if (shows && ladder.theirsPaused && ladder.sound === 'heard') return t('call.other_paused', { name: other.name });
  return other.name;
}

/** @param {string} name */
function initial(name) {
  return [...name.trim()][0]?.toUpperCase() ?? '';
}
