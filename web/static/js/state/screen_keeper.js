/**
 * Keeps the screen this person shows instead of their camera, from their click to the end of it, whoever ends it: they
 * themselves, the browser's own "stop sharing", or the call. The camera's track takes its line back, without negotiation.
 */

/** @typedef {import('../rtc/own_media.js').Tracks} Tracks */
/** @typedef {import('../rtc/screen.js').OpenedScreen} OpenedScreen */

export class ScreenKeeper {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #asking = false;
  #open;
  #wanted;
  #changed;

  /**
   * @param {object} options
   * @param {() => Promise<OpenedScreen>} options.open asks the person which one
   * @param {() => boolean} options.wanted whether a screen may be shown now; what comes too late is let go of
   * @param {() => void} options.changed another track is to be sent as the picture
   */
  constructor({ open, wanted, changed }) {
    this.#open = open;
    this.#wanted = wanted;
    this.#changed = changed;
  }

  get shown() {
    return this.#track !== null;
  }

  /** What is sent: the screen stands over the camera. @param {Tracks} tracks @returns {Tracks} */
  over(tracks) {
    return this.#track ? { ...tracks, video: this.#track } : tracks;
  }

  /** @returns {Promise<'shown' | 'changed_mind' | 'not_allowed'>} */
  async start() {
    if (this.#asking || this.#track || !this.#wanted()) return 'changed_mind';
    this.#asking = true;
    const opened = await this.#open();
    this.#asking = false;
    if (opened.track === null) return opened.refused;
    const { track } = opened;
    if (!this.#wanted()) {
      track.stop();
      return 'changed_mind';
    }
    this.#track = track;
    track.addEventListener('ended', () => this.#track === track && this.stop(), { once: true });
    this.#changed();
    return 'shown';
  }

  stop() {
    if (!this.#track) return;
    this.close();
    this.#changed();
  }

  /** Nothing is sent any more, so nobody needs to be told. */
  close() {
    this.#track?.stop();
    this.#track = null;
  }
}
