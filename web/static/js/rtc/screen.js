/**
 * The screen, a window or a tab, as the browser gives it after its own question. Sends nothing: who has it decides.
 */

/** @typedef {{track: MediaStreamTrack} | {track: null, refused: 'changed_mind' | 'not_allowed'}} OpenedScreen */

/** Words and lines are to stay sharp; a slide need not move like a face. */
const WANTED = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: false,
  selfBrowserSurface: 'exclude', // a page that shows itself is a hall of mirrors
  surfaceSwitching: 'include',
};

/** Phones and tablets have no screen to show: some of their browsers know the word and refuse every time. */
export function canShowScreen() {
  return matchMedia('(any-pointer: fine)').matches && typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

/** Only from a click or a key. @returns {Promise<OpenedScreen>} */
export async function openScreen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(/** @type {DisplayMediaStreamOptions} */ (WANTED));
    const [track] = stream.getVideoTracks();
    track.contentHint = 'detail';
    return { track };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    // Chromium says so where the system keeps the screen from it, as macOS does until it is allowed in the settings.
    const bySystem = name !== 'NotAllowedError' || /system/i.test(message);
    return { track: null, refused: bySystem ? 'not_allowed' : 'changed_mind' };
  }
}
