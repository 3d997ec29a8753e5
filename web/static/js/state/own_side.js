/**
 * This person's side of the call: their click, their devices and their screen, and what the other side hears and sees of
 * them now. Says nothing to anybody; whoever made it tells both the server and the other page.
 */

import { DeviceKeeper } from './device_keeper.js';
import { ownPause } from './said_directly.js';
import { ScreenKeeper } from './screen_keeper.js';

/** @typedef {import('../rtc/devices.js').Kind} Kind */
/** @typedef {import('../rtc/devices.js').Opened} Opened */
/** @typedef {import('../rtc/click_channel.js').Shown} Shown */

const YES = /** @type {const} */ (true);

export class OwnSide {
  #clicked = false;
  /** The page is out of sight, and this is a phone, which pauses it. */
  #outOfSight = false;
  #echoes = 0;
  #devices;
  #screen;

  /**
   * @param {object} options
   * @param {() => boolean} options.wanted whether the call still has a use for devices
   * @param {() => boolean} options.mayShow whether a screen may be shown in it
   * @param {() => Promise<import('../rtc/screen.js').OpenedScreen>} options.askForScreen
   * @param {(kind: Kind, track: MediaStreamTrack | null) => void} options.onTrack the other side is to get another track from now on
   * @param {() => void} options.cameraMoved another camera, or none, may be recorded from now on
   * @param {() => void} options.changed
   * @param {AbortSignal} options.signal
   */
  constructor({ wanted, mayShow, askForScreen, onTrack, cameraMoved, changed, signal }) {
    this.#devices = new DeviceKeeper({
      wanted,
      onTrack: (kind, track) => {
        if (kind === 'audio' || !this.#screen.shown) onTrack(kind, track);
        if (kind === 'video') cameraMoved();
      },
      changed,
      signal,
    });
    this.#screen = new ScreenKeeper({
      open: askForScreen,
      wanted: () => !signal.aborted && this.#clicked && mayShow(),
      changed: () => {
        onTrack('video', this.outgoing.video);
        cameraMoved();
        changed();
      },
    });
  }

  /** This person has clicked: they may be heard and seen. */
  get clicked() {
    return this.#clicked;
  }

  /** What is attached to the talk: the screen stands over the camera. */
  get outgoing() {
    return this.#screen.over(this.#devices.outgoing);
  }

  /** For the recorder, as the other one hears it. */
  get recordedVoice() {
    return this.#devices.recorded('audio');
  }

  /** For the recorder, as the other one sees it: none behind a screen. */
  get recordedCamera() {
    return this.#screen.shown ? null : this.#devices.recorded('video');
  }

  /** What the recorder may be sent from now on; in this turn already. @param {Record<Kind, boolean>} kinds */
  letRecord(kinds) {
    this.#devices.letRecord(kinds);
  }

  /** What the other side hears and sees now. */
  get shown() {
    const { audio, video } = this.#devices.shown;
    return { audio, video: video || this.#screen.shown, screen: this.#screen.shown };
  }

  /** What the other page is told directly. @returns {Shown | null} null before the click */
  get said() {
    if (!this.#clicked) return null;
    const { audio, video } = this.shown;
    const { facing, camera, hasMicrophone } = this.#devices.view;
    const pause = ownPause({ outOfSight: this.#outOfSight, stopped: this.#devices.stopped });
    const back = camera && facing === 'environment' && !this.#screen.shown;
    return { audio, video, ...(pause && { pause }), ...(this.#echoes > 0 && { echoes: this.#echoes }), ...(back && { back: YES }), ...(!hasMicrophone && !pause && { writes: YES }) };
  }

  /** @returns {import('./call_view.js').OwnView} */
  get view() {
    return { ready: this.#clicked, screen: this.#screen.shown, ...this.#devices.view };
  }

  click() {
    this.#clicked = true;
    this.#devices.open();
  }

  /** @param {Opened} opened */
  use(opened) {
    this.#devices.use(opened);
  }

  /** @param {Kind} kind @param {boolean} on */
  set(kind, on) {
    this.#devices.set(kind, on);
  }

  /** @param {Kind} kind @param {string | null} id any, where null */
  choose(kind, id) {
    return this.#devices.choose(kind, id);
  }

  turnCamera() {
    return this.#devices.turnCamera();
  }

  bringBack() {
    return this.#devices.bringBack();
  }

  /** @param {boolean} now */
  inSight(now) {
    this.#outOfSight = !now;
  }

  /** @param {RTCPeerConnection | null} connection */
  cameBack(connection) {
    return this.#devices.cameBack(connection);
  }

  hearsEcho() {
    this.#echoes += 1;
  }

  showScreen() {
    return this.#screen.start();
  }

  hideScreen() {
    this.#screen.stop();
  }

  /** There is nobody to see a screen any more. */
  closeScreen() {
    this.#screen.close();
  }

  /** Another window has the call, or nobody: this one holds no device until it comes back. */
  release() {
    this.#devices.release();
  }

  /** The call came back to this window. */
  takeBack() {
    return this.#devices.takeBack();
  }

  close() {
    this.#devices.close();
  }
}
