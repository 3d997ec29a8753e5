/**
 * What the system does to a device while the page goes on using it: a phone call takes the microphone and gives it back, or
 * not (`mute`, W3C mediacapture-streams 4.3.1), a headset goes away for good (`ended`).
 */

/** Phones mute for the blink of an eye when sound takes another way; nobody is told of that. */
const MOMENT_MS = 1000;

/**
 * @param {MediaStreamTrack} track as it comes from the device
 * @param {object} tell
 * @param {(silent: boolean) => void} tell.silent it has given nothing for longer than a moment, or gives something again
 * @param {() => void} tell.ended
 * @param {AbortSignal} signal
 */
export function watchTrack(track, { silent, ended }, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const look = () => {
    clearTimeout(timer);
    if (track.muted) timer = setTimeout(() => silent(true), MOMENT_MS);
    else silent(false);
  };
  track.addEventListener('mute', look, { signal });
  track.addEventListener('unmute', look, { signal });
  track.addEventListener('ended', ended, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  if (track.muted) look();
}
