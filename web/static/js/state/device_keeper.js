/**
 * Keeps this person's camera and microphone for the length of a call: switched, replaced when unplugged, let go of when
 * another window has the call, and opened again when it comes back. What leaves the browser is `OwnMedia`'s decision.
 */

import { openDevices, stopStream } from '../rtc/devices.js';
import { OwnMedia } from '../rtc/own_media.js';

/** @typedef {import('../rtc/devices.js').Opened} Opened */
/** @typedef {import('../rtc/devices.js').Kind} Kind */
/** @typedef {import('../rtc/devices.js').Refused} Refused */

export class DeviceKeeper {
  /** @type {Refused} */
  #refused = { audio: null, video: null };
  /** The camera that was last used. @type {string | undefined} */
  #camera;
  /** The devices were let go of because another window has the call. */
  #released = false;
  #media = new OwnMedia();
  #wanted;
  #changed;
  #signal;

  /**
   * @param {object} options
   * @param {() => boolean} options.wanted whether the call still has a use for devices; what comes too late is let go of
   * @param {(kind: Kind, track: MediaStreamTrack | null) => void} options.onTrack another track is to be sent from now on
   * @param {() => void} options.changed
   * @param {AbortSignal} options.signal
   */
  constructor({ wanted, onTrack, changed, signal }) {
    this.#wanted = wanted;
    this.#changed = changed;
    this.#signal = signal;
    this.#media.onTrack = onTrack;
    this.#media.onLost = (kind) => void this.#replaceLost(kind);
  }

  /** What may be attached to a connection at any time: silent and black until `open`. */
  get outgoing() {
    return this.#media.outgoing;
  }

  /** What the other side hears and sees now. */
  get shown() {
    return { audio: this.#media.isOn('audio'), video: this.#media.isOn('video') };
  }

  /** @returns {Omit<import('./call_view.js').OwnView, 'ready'>} */
  get view() {
    return {
      preview: this.#media.preview,
      hasMicrophone: this.#media.has('audio'),
      hasCamera: this.#media.has('video'),
      microphone: this.#media.wishes('audio'),
      camera: this.#media.wishes('video'),
      refused: this.#refused,
    };
  }

  /** This person's own click. */
  open() {
    this.#media.open();
  }

  /** As `openDevices` gave them; they are kept here from now on. @param {Opened} opened */
  use({ stream, refused }) {
    if (this.#signal.aborted || !this.#wanted()) return stopStream(stream);
    this.#refused = refused;
    this.#camera = stream.getVideoTracks()[0]?.getSettings().deviceId ?? this.#camera;
    this.#media.use(stream);
    this.#changed();
  }

  /** @param {Kind} kind @param {boolean} on */
  set(kind, on) {
    this.#media.set(kind, on);
    if (this.#media.asleep) void this.#wakeCamera();
    this.#changed();
  }

  /** Another window has the call, or nobody: this one holds no device. */
  release() {
    this.#released = this.#media.preview !== null;
    this.#media.close();
  }

  /** The call came back to this window. */
  async takeBack() {
    if (!this.#released) return;
    this.#released = false;
    this.use(await openDevices({ signal: this.#signal }));
  }

  close() {
    this.#media.close();
  }

  /** The camera was let go of while it was off. */
  async #wakeCamera() {
    const opened = await openDevices({ audio: false, video: this.#camera ?? true, signal: this.#signal });
    if (this.#media.asleep) this.#useOne('video', opened);
    else stopStream(opened.stream); // switched off again meanwhile
  }

  /** It was unplugged: another one, if there is one. @param {Kind} kind */
  async #replaceLost(kind) {
    this.#useOne(kind, await openDevices({ audio: kind === 'audio', video: kind === 'video', signal: this.#signal }));
  }

  /** The other device stays as it is. @param {Kind} kind @param {Opened} opened */
  #useOne(kind, { stream, refused }) {
    const kept = this.#media.preview?.getTracks().filter((track) => track.kind !== kind) ?? [];
    this.use({ stream: new MediaStream([...kept, ...stream.getTracks()]), refused: { ...this.#refused, [kind]: refused[kind] } });
  }
}
