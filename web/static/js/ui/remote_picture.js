/**
 * The other person's picture and sound, in one element from the moment the two browsers are connected: only sound from
 * a media element is known to the echo canceller.
 *
 * It plays before anybody clicks, muted, what is black and silent then. A stream that nobody plays piles up: its first
 * sound came three seconds late. And an element that plays already shows the first real picture without a beginning.
 */

import { element } from './element.js';

/** @typedef {import('../state/call_session.js').CallSession} CallSession */

/** @param {CallSession} session @param {AbortSignal} signal @returns {HTMLVideoElement} */
export function remotePicture(session, signal) {
  const video = element('video', { class: 'call-remote', autoplay: true, playsinline: true });
  video.muted = true;
  let heard = false;
  session.onChange(({ remote, own }) => {
    if (own.ready !== heard) video.muted = !own.ready; // between the two it is whoever finds sound forbidden that mutes
    heard = own.ready;
    if (video.srcObject === remote) return;
    video.srcObject = remote;
    if (remote) void video.play().catch(() => {}); // muted it may; where it may not, the stage offers a button
  }, signal);
  signal.addEventListener('abort', () => (video.srcObject = null), { once: true });
  return video;
}
