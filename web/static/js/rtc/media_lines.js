/**
 * The two lines of a connection, one for sound and one for pictures: they are there from its first offer on, whoever has a
 * camera or not. A click, another device or a camera plugged in later need no new negotiation.
 */

import { limitPicture } from './picture_line.js';
import { VoiceCopies } from './voice_copies.js';
import { preferRedundancy, waitWithPlaying } from './voice_line.js';

/** @typedef {import('./own_media.js').Tracks} Tracks */
/** @typedef {import('./devices.js').Kind} Kind */

export class MediaLines {
  /** What comes from the other side. */
  remote = new MediaStream();
  /** Names voice and face as one, so that the other side keeps the lips in step. */
  #together = new MediaStream();
  #copies = new VoiceCopies();
  /** One after the other: two changes of one sender at once are refused. @type {Promise<void>} */
  #following = Promise.resolve();
  #pc;
  #tracks;
  #thrift;

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {() => Tracks} options.tracks what to attach; black and silent until the click
   * @param {() => import('../state/ladder_keeper.js').Thrift} options.thrift how much of it the line carries
   * @param {() => void} options.changed something more comes from the other side
   */
  constructor(pc, { tracks, thrift, changed }) {
    this.#pc = pc;
    this.#tracks = tracks;
    this.#thrift = thrift;
    pc.ontrack = ({ track, transceiver }) => {
      if (track.kind === 'audio') this.#copies.attach(transceiver.sender);
      this.remote.addTrack(track);
      changed();
    };
  }

  /** Before the first offer. */
  open() {
    const { audio, video } = this.#tracks();
    const line = { direction: /** @type {const} */ ('sendrecv'), streams: [this.#together] };
    const voice = this.#pc.addTransceiver(audio ?? 'audio', line);
    this.#copies.attach(voice.sender);
    preferRedundancy(voice);
    this.#pc.addTransceiver(video ?? 'video', line);
  }

  /** Before an answer: both lines in both directions, also where there is nothing to send yet. */
  async attach() {
    const tracks = this.#tracks();
    /** @type {Promise<void>[]} */
    const replaced = [];
    for (const transceiver of this.#pc.getTransceivers()) {
      const track = tracks[/** @type {Kind} */ (transceiver.receiver.track.kind)];
      transceiver.direction = 'sendrecv';
      if (transceiver.receiver.track.kind === 'audio') preferRedundancy(transceiver);
      transceiver.sender.setStreams?.(this.#together);
      if (transceiver.sender.track !== track) replaced.push(transceiver.sender.replaceTrack(track));
    }
    await Promise.all(replaced);
  }

  /** Another microphone or camera, without negotiation. @param {Kind} kind @param {MediaStreamTrack | null} track */
  replaceTrack(kind, track) {
    const replaced = this.#sender(kind)?.replaceTrack(track).catch(() => {}); // the line has just been closed
    if (kind === 'video') void replaced?.then(() => this.followThrift()); // a screen is not made small as a face is
  }

  /** On a weak line the picture suffers first. A browser that knows no priorities goes on without. */
  async favourSpeech() {
    const sender = this.#sender('audio');
    const parameters = sender?.getParameters();
    if (!sender || !parameters?.encodings?.length || this.#pc.signalingState !== 'stable') return;
    for (const encoding of parameters.encodings) encoding.priority = encoding.networkPriority = 'high';
    await sender.setParameters(parameters).catch(() => {});
    await this.followThrift();
  }

  /** Sends as much as the line carries, as it is known now. */
  followThrift() {
    this.#following = this.#following.then(() => this.#follow());
    return this.#following;
  }

  close() {
    this.#copies.close();
  }

  async #follow() {
    const [voice, picture] = [this.#line('audio'), this.#line('video')];
    if (!voice || !picture || this.#pc.signalingState !== 'stable') return;
    const { picture: rung, first, copies, waitMs } = this.#thrift();
    this.#copies.send(copies);
    waitWithPlaying(voice.receiver, waitMs);
    await limitPicture(picture.sender, rung, { first });
  }

  /** @param {Kind} kind */
  #sender(kind) {
    return this.#line(kind)?.sender ?? null;
  }

  /** @param {Kind} kind */
  #line(kind) {
    return this.#pc.getTransceivers().find((one) => one.receiver.track.kind === kind) ?? null;
  }
}
