/**
 * A peer connection without a network: descriptions and signaling states as the W3C orders them, and nothing else.
 */

globalThis.MediaStream ??= /** @type {any} */ (
  class {
    /** @type {any[]} */
    tracks = [];
    /** @param {any} track */
    addTrack(track) {
      this.tracks.push(track);
    }
  }
);

let sessions = 0;

export class FakePeerConnection {
  /** @type {FakePeerConnection[]} */
  static all = [];
  signalingState = 'stable';
  connectionState = 'new';
  /** @type {any} */
  localDescription = null;
  /** @type {any} */
  remoteDescription = null;
  /** @type {any} */
  currentRemoteDescription = null;
  /** @type {any[]} */
  transceivers = [];
  /** @type {any[]} */
  candidates = [];
  /** @type {any[]} */
  channels = [];
  restarts = 0;
  /** Packets of the other side, as its statistics count them. */
  received = 0;
  onnegotiationneeded = () => {};
  onconnectionstatechange = () => {};
  #session = ++sessions;
  #version = 0;

  constructor() {
    FakePeerConnection.all.push(this);
  }

  /** @param {any} track @param {{direction: string}} init */
  addTransceiver(track, { direction }) {
    this.#add(typeof track === 'string' ? track : track.kind, typeof track === 'string' ? null : track, direction);
    if (this.transceivers.length === 1) queueMicrotask(() => this.onnegotiationneeded());
    return this.transceivers.at(-1);
  }

  /** @param {string} label @param {any} init */
  createDataChannel(label, init) {
    const channel = { label, init, readyState: 'connecting', sent: /** @type {string[]} */ ([]), send: (/** @type {string} */ text) => channel.sent.push(text), close: () => (channel.readyState = 'closed'), onopen: () => {}, onmessage: (/** @type {any} */ _) => {} };
    this.channels.push(channel);
    return channel;
  }

  getTransceivers() {
    return this.transceivers;
  }

  async setLocalDescription() {
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: `v=0\r\no=- ${this.#session} ${++this.#version} IN IP4 127.0.0.1\r\ns=-\r\na=ice-ufrag:k${this.restarts}\r\n` };
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
    if (type === 'answer') this.currentRemoteDescription = this.remoteDescription;
  }

  /** @param {any} description */
  async setRemoteDescription(description) {
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    if (description.type === 'answer') this.currentRemoteDescription = description;
    else if (this.transceivers.length === 0) for (const kind of ['audio', 'video']) this.#add(kind, null, 'recvonly');
  }

  /** @param {any} candidate */
  async addIceCandidate(candidate) {
    if (!this.remoteDescription) throw new Error('InvalidStateError');
    this.candidates.push(candidate);
  }

  restartIce() {
    this.restarts += 1;
    queueMicrotask(() => this.onnegotiationneeded());
  }

  setConfiguration() {}

  async getStats() {
    return new Map([['in', { type: 'inbound-rtp', packetsReceived: this.received }]]);
  }

  close() {
    this.connectionState = 'closed';
  }

  /** @param {string} state */
  become(state) {
    this.connectionState = state;
    this.onconnectionstatechange();
  }

  /** @param {string} kind @param {any} track @param {string} direction */
  #add(kind, track, direction) {
    const sender = {
      track,
      /** @type {any} */
      parameters: { encodings: [{}] },
      getParameters: () => structuredClone(sender.parameters),
      /** @param {any} parameters */
      async setParameters(parameters) {
        sender.parameters = parameters;
      },
      /** @param {any} other */
      async replaceTrack(other) {
        sender.track = other;
      },
    };
    this.transceivers.push({ direction, sender, receiver: { track: { kind } } });
  }
}
