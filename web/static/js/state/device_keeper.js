/**
 * Keeps this person's camera and microphone for the length of a call: switched, turned around, replaced when unplugged or
 * taken away by the system, let go of when another window has the call, and opened again when it comes back. What
 * leaves the browser is `OwnMedia`'s decision.
 */

import { givesPictures } from '../rtc/camera_frames.js';
import { openDevices, stopStream } from '../rtc/devices.js';
import { OwnMedia } from '../rtc/own_media.js';
import { onPermissionGranted } from '../rtc/permission.js';

/** @typedef {import('../rtc/devices.js').Opened} Opened */
/** @typedef {import('../rtc/devices.js').Kind} Kind */
/** @typedef {import('../rtc/devices.js').Refused} Refused */
/** @typedef {import('../rtc/devices.js').Facing} Facing */

/** Whoever is just asking for the device, and is answered, comes first. */
const GRANTED_MS = 800;

export class DeviceKeeper {
  /** @type {Refused} */
  #refused = { audio: null, video: null };
  /** The camera that was last used. @type {import('../rtc/devices.js').Which | undefined} */
  #camera;
  /** Where a phone's camera looks; null where there is no such thing. @type {Facing | null} */
  #facing = null;
  /** It was there, went away by itself, and could not be opened again. @type {Record<Kind, boolean>} */
  #lost = { audio: false, video: false };
  /** The devices were let go of because another window has the call. */
  #released = false;
  #clicked = false;
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
    this.#media.onSilent = changed;
    onPermissionGranted((kind) => setTimeout(() => void this.#openGranted(kind), GRANTED_MS), signal);
  }

  /** What may be attached to a connection at any time: silent and black until `open`. */
  get outgoing() {
    return this.#media.outgoing;
  }

  /** What may be attached to a leg at any time: silent and black but for what `letRecord` allows. @param {Kind} kind */
  recorded(kind) {
    return this.#media.recorded(kind);
  }

  /** In this turn already. @param {Record<Kind, boolean>} kinds */
  letRecord(kinds) {
    this.#media.letRecord(kinds);
  }

  /** What the other side hears and sees now. */
  get shown() {
    return { audio: this.#gives('audio'), video: this.#gives('video') };
  }

  /** What the system has taken away, a phone call for instance: it was on, and gives nothing. @returns {Record<Kind, boolean>} */
  get stopped() {
    return { audio: this.#isStopped('audio'), video: this.#isStopped('video') };
  }

  /** @returns {Omit<import('./call_view.js').OwnView, 'ready' | 'screen'>} */
  get view() {
    return {
      preview: this.#media.preview,
      hasMicrophone: this.#media.has('audio'),
      hasCamera: this.#media.has('video'),
      microphone: this.#media.wishes('audio'),
      camera: this.#media.wishes('video'),
      facing: this.#facing,
      stopped: this.stopped,
      refused: this.#refused,
    };
  }

  /** This person's own click. */
  open() {
    this.#clicked = true;
    this.#media.open();
  }

  /** As `openDevices` gave them; they are kept here from now on. @param {Opened} opened */
  use({ stream, refused }) {
    if (this.#signal.aborted || !this.#wanted()) return stopStream(stream);
    this.#refused = refused;
    const [face, voice] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
    this.#lost = { audio: this.#lost.audio && !voice, video: this.#lost.video && !face };
    if (face) this.#know(face);
    this.#media.use(stream);
    this.#changed();
  }

  /** Another one of this kind, or any; what cannot be opened leaves everything as it is. @param {Kind} kind @param {string | null} id */
  async choose(kind, id) {
    const opened = await openDevices({ audio: kind === 'audio' && (id ?? true), video: kind === 'video' && (id ?? true), signal: this.#signal });
    if (opened.stream.getTracks().length > 0) this.#useOne(kind, opened);
    else if (!this.#media.has(kind)) this.#refuse(kind, opened.refused);
  }

  /** @param {Kind} kind @param {boolean} on */
  set(kind, on) {
    this.#media.set(kind, on);
    if (!on) this.#lost[kind] = false;
    if (this.#media.asleep) void this.#wakeCamera();
    this.#changed();
  }

  /** To the phone's other camera; back to this one where the other cannot be opened. */
  async turnCamera() {
    if (!this.#media.wishes('video') || this.#media.asleep) return;
    const before = this.#camera;
    this.#camera = { facing: this.#facing === 'environment' ? 'user' : 'environment' };
    this.#media.rest();
    if ((await this.#tryToWake()) === null) return;
    this.#camera = before;
    await this.#wakeCamera();
  }

  /** What the system has taken away is opened again. An iPhone wants a touch for it. */
  async bringBack() {
    for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) if (this.#isStopped(kind)) await this.#reopen(kind);
  }

  /** The page was out of sight and is back: what is not there any more is opened again, and so is a camera that is frozen. @param {RTCPeerConnection | null} connection */
  async cameBack(connection) {
    for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) if (this.#lost[kind]) await this.#reopen(kind);
    const face = this.#media.preview?.getVideoTracks()[0];
    if (!face || this.#media.isSilent('video')) return; // the system has it still, and says when it gives it back
    const gives = await givesPictures(face, this.#media.isOn('video') ? connection : null, this.#signal);
    if (gives === false && this.#media.preview?.getVideoTracks()[0] === face && !this.#media.isSilent('video')) await this.#reopen('video');
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

  /** @param {Kind} kind */
  #gives(kind) {
    return this.#media.isOn(kind) && !this.#media.isSilent(kind);
  }

  /** @param {Kind} kind */
  #isStopped(kind) {
    return this.#lost[kind] || this.#media.isSilent(kind);
  }

  /** @param {MediaStreamTrack} face */
  #know(face) {
    const { deviceId, facingMode } = face.getSettings();
    this.#camera = deviceId ?? this.#camera;
    this.#facing = facingMode === 'user' || facingMode === 'environment' ? facingMode : null;
  }

  /** The camera was let go of while it was off, or for another one. */
  async #wakeCamera() {
    const refused = await this.#tryToWake();
    if (refused) this.#notOpened('video', refused);
  }

  /** @returns {Promise<Refused | null>} null when it is there, or not wanted any more */
  async #tryToWake() {
    const opened = await openDevices({ audio: false, video: this.#camera ?? true, signal: this.#signal });
    if (this.#media.asleep && opened.stream.getVideoTracks()[0]) this.#useOne('video', opened);
    else stopStream(opened.stream); // switched off again meanwhile
    return this.#media.asleep ? opened.refused : null;
  }

  /** @param {Kind} kind */
  async #reopen(kind) {
    if (kind === 'audio') return this.#replaceLost('audio');
    this.#media.rest();
    if (this.#media.asleep) await this.#wakeCamera();
    else await this.#replaceLost('video');
  }

  /** Another one, if there is one. @param {Kind} kind */
  async #replaceLost(kind) {
    const opened = await openDevices({ audio: kind === 'audio', video: kind === 'video' && (this.#camera ?? true), signal: this.#signal });
    this.#useOne(kind, opened);
    if (!this.#media.has(kind)) this.#notOpened(kind, opened.refused);
  }

  /** One that is not there at all is nothing to wait for. @param {Kind} kind @param {Refused} refused */
  #notOpened(kind, refused) {
    if (this.#signal.aborted || !this.#wanted()) return;
    this.#lost[kind] = refused[kind] !== 'missing';
    this.#refuse(kind, refused);
  }

  /** @param {Kind} kind @param {Refused} refused */
  #refuse(kind, refused) {
    this.#refused = { ...this.#refused, [kind]: refused[kind] };
    this.#changed();
  }

  /** It was refused before, and the person has allowed it since in the browser. @param {Kind} kind */
  async #openGranted(kind) {
    if (this.#signal.aborted || !ASKED_OF_THE_PERSON.has(this.#refused[kind])) return;
    if (this.#clicked && !this.#lost[kind]) this.#media.set(kind, false); // whoever came in to write is not heard all of a sudden
    await this.#replaceLost(kind);
  }

  /** The other device stays as it is. @param {Kind} kind @param {Opened} opened */
  #useOne(kind, { stream, refused }) {
    const kept = this.#media.preview?.getTracks().filter((track) => track.kind !== kind) ?? [];
    this.use({ stream: new MediaStream([...kept, ...stream.getTracks()]), refused: { ...this.#refused, [kind]: refused[kind] } });
  }
}

/** @type {ReadonlySet<import('../rtc/devices.js').RefusedReason | null>} */
const ASKED_OF_THE_PERSON = new Set(['denied', 'dismissed', 'system']);
