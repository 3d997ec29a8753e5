/**
 * The two lines of a connection, one for sound and one for pictures: they are there from its first offer on, whoever has a
 * camera or not. A click, another device or a camera plugged in later need no new negotiation.
 */

/** @typedef {import('./own_media.js').Tracks} Tracks */
/** @typedef {import('./devices.js').Kind} Kind */

export class MediaLines {
  /** What comes from the other side. */
  remote = new MediaStream();
  /** Names voice and face as one, so that the other side keeps the lips in step. */
  #together = new MediaStream();
  #pc;
  #tracks;

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {() => Tracks} options.tracks what to attach; black and silent until the click
   * @param {() => void} options.changed something more comes from the other side
   */
  constructor(pc, { tracks, changed }) {
    this.#pc = pc;
    this.#tracks = tracks;
    pc.ontrack = ({ track }) => {
      this.remote.addTrack(track);
      changed();
    };
  }

  /** Before the first offer. */
  open() {
    const { audio, video } = this.#tracks();
    const line = { direction: /** @type {const} */ ('sendrecv'), streams: [this.#together] };
    this.#pc.addTransceiver(audio ?? 'audio', line);
    this.#pc.addTransceiver(video ?? 'video', line);
  }

  /** Before an answer: both lines in both directions, also where there is nothing to send yet. */
  async attach() {
    const tracks = this.#tracks();
    for (const transceiver of this.#pc.getTransceivers()) {
      const track = tracks[/** @type {Kind} */ (transceiver.receiver.track.kind)];
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams?.(this.#together);
      if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
    }
  }

  /** Another microphone or camera, without negotiation. @param {Kind} kind @param {MediaStreamTrack | null} track */
  replaceTrack(kind, track) {
    void this.#sender(kind)?.replaceTrack(track).catch(() => {}); // the line has just been closed
  }

  /** On a weak line the picture suffers first. A browser that knows no priorities goes on without. */
  async favourSpeech() {
    const sender = this.#sender('audio');
    const parameters = sender?.getParameters();
    if (!sender || !parameters?.encodings?.length || this.#pc.signalingState !== 'stable') return;
    for (const encoding of parameters.encodings) encoding.priority = encoding.networkPriority = 'high';
    await sender.setParameters(parameters).catch(() => {});
  }

  /** @param {Kind} kind */
  #sender(kind) {
    return this.#pc.getTransceivers().find((one) => one.receiver.track.kind === kind)?.sender ?? null;
  }
}
