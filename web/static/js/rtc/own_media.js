/**
 * What leaves this browser. The one place that decides whether a track carries anything: until this person's own click
 * every outgoing track is disabled, which is black and silent by specification (W3C mediacapture-streams, 4.3.1).
 *
 * The preview shows the source; talk and leg send clones of it, so one can see oneself before anybody else does, and be
 * talked with and not recorded: a clone falls silent and black in the turn in which it is told to.
 */

import { stopStream } from './devices.js';
import { watchTrack } from './track_watch.js';

/** @typedef {import('./devices.js').Kind} Kind */
/** @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} Tracks */

export class OwnMedia {
  /** @type {MediaStream | null} */
  #source = null;
  /** @type {Tracks} */
  #outgoing = { audio: null, video: null };
  /** Made when the first leg asks for them. @type {Tracks} */
  #recorded = { audio: null, video: null };
  /** @type {Record<Kind, boolean>} */
  #mayBeRecorded = { audio: false, video: false };
  /** @type {Record<Kind, boolean>} */
  #wished = { audio: true, video: true };
  #open = false;
  /** The camera is switched off and let go of, so that its light goes out; it is there all the same. */
  #resting = false;
  /** What the system has taken away for the time being. @type {Record<Kind, boolean>} */
  #silent = { audio: false, video: false };
  /** @type {Record<Kind, AbortController>} */
  #watches = { audio: new AbortController(), video: new AbortController() };
  /** @type {(kind: Kind, track: MediaStreamTrack | null) => void} told when another track is to be sent from now on */
  onTrack = () => {};
  /** @type {(kind: Kind) => void} told when a device went away by itself */
  onLost = () => {};
  /** Told when the system takes a device away for the time being, or gives it back. */
  onSilent = () => {};

  /** What this person sees of themselves. */
  get preview() {
    return this.#source;
  }

  /** What may be attached to a connection at any time: it is silent and black until `open`. */
  get outgoing() {
    return this.#outgoing;
  }

  /** What may be attached to a leg at any time: never more than others may hear and see. @param {Kind} kind */
  recorded(kind) {
    const sent = this.#outgoing[kind];
    if (!this.#recorded[kind] && sent) {
      this.#recorded[kind] = sent.clone();
      this.#apply();
    }
    return this.#recorded[kind];
  }

  /** From this moment on, which of them may be recorded. @param {Record<Kind, boolean>} kinds */
  letRecord(kinds) {
    this.#mayBeRecorded = kinds;
    this.#apply();
  }

  /** @param {Kind} kind */
  has(kind) {
    return this.#outgoing[kind] !== null || (kind === 'video' && this.#resting);
  }

  /** Whether the camera has to be opened again before it can be seen. */
  get asleep() {
    return this.#resting && this.#wished.video;
  }

  /** Whether the system has taken it away, though the track goes on. @param {Kind} kind */
  isSilent(kind) {
    return this.#silent[kind] && this.wishes(kind);
  }

  /** Whether others may hear or see this now. @param {Kind} kind */
  isOn(kind) {
    return this.#open && this.wishes(kind);
  }

  /** Whether it is there and not switched off, clicked or not. @param {Kind} kind */
  wishes(kind) {
    return this.has(kind) && this.#wished[kind];
  }

  /** This person's own click: from here on they may be heard and seen. */
  open() {
    this.#open = true;
    this.#apply();
  }

  /** A microphone that is off goes on listening for its person only; a camera is let go of. @param {Kind} kind @param {boolean} on */
  set(kind, on) {
    this.#wished[kind] = on;
    this.#apply();
    if (kind === 'video' && !on) this.rest();
  }

  /** Sends this stream from now on; the one before is let go of. @param {MediaStream} stream */
  use(stream) {
    const before = this.#source?.getTracks() ?? [];
    this.#source = stream;
    this.#resting &&= !this.#wished.video && stream.getVideoTracks().length === 0; // another microphone wakes no camera
    for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) {
      const track = stream.getTracks().find((one) => one.kind === kind) ?? null;
      if (!track || !before.includes(track)) this.#replace(kind, track);
    }
    for (const track of before) if (!stream.getTracks().includes(track)) track.stop();
    if (!this.#wished.video) this.rest();
  }

  /** Everything off; the devices are free again. */
  close() {
    for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) this.#replace(kind, null);
    stopStream(this.#source);
    this.#source = null;
    this.#resting = false;
  }

  /** The camera is let go of until one is used again; a phone opens one at a time. */
  rest() {
    const face = this.#source?.getVideoTracks()[0];
    if (!face) return;
    this.#source = new MediaStream(this.#source?.getAudioTracks() ?? []);
    this.#replace('video', null);
    face.stop();
    this.#resting = true;
  }

  /** @param {Kind} kind @param {MediaStreamTrack | null} source */
  #replace(kind, source) {
    const before = this.#outgoing[kind];
    const recorded = this.#recorded[kind];
    const track = source?.clone() ?? null;
    this.#watch(kind, source);
    this.#outgoing = { ...this.#outgoing, [kind]: track };
    this.#recorded[kind] = null;
    this.#apply();
    if (before || track) this.onTrack(kind, track);
    before?.stop();
    recorded?.stop();
  }

  /** @param {Kind} kind @param {MediaStreamTrack | null} source */
  #watch(kind, source) {
    this.#watches[kind].abort();
    this.#watches[kind] = new AbortController();
    this.#silent[kind] = false;
    if (!source) return;
    const silent = (/** @type {boolean} */ now) => {
      if (this.#silent[kind] === now) return;
      this.#silent[kind] = now;
      this.onSilent();
    };
    watchTrack(source, { silent, ended: () => this.onLost(kind) }, this.#watches[kind].signal);
  }

  #apply() {
    for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) {
      const [track, recorded] = [this.#outgoing[kind], this.#recorded[kind]];
      if (track) track.enabled = this.isOn(kind);
      if (recorded) recorded.enabled = this.isOn(kind) && this.#mayBeRecorded[kind];
    }
  }
}
