/**
 * Pictures that turn with their phone: one's own takes the camera's shape, and an upright picture in a wide place is shown
 * whole, since cutting it to the place would cut off a forehead.
 */

/** @param {HTMLVideoElement} own @param {HTMLVideoElement} remote @param {AbortSignal} signal */
export function followShapes(own, remote, signal) {
  own.addEventListener('resize', () => own.videoWidth && own.style.setProperty('--shape', `${own.videoWidth} / ${own.videoHeight}`), { signal });
  const fit = () => remote.toggleAttribute('data-upright', remote.videoHeight > remote.videoWidth && remote.clientWidth > remote.clientHeight);
  remote.addEventListener('resize', fit, { signal });
  const place = new ResizeObserver(fit);
  place.observe(remote);
  signal.addEventListener('abort', () => place.disconnect(), { once: true });
}
