/**
 * Offers and answers of one connection, by perfect negotiation (W3C webrtc, 10.7): candidates go out as they are found, one
 * step is taken after the other, and when both offer at once the polite side gives way.
 */

import { answering, answers, beginningWide, sessionOf } from './sdp.js';

/** @typedef {import('../protocol/wire.js').FromBrowser} FromBrowser */
/** @typedef {import('../protocol/wire.js').Description} Description */
/** @typedef {import('../protocol/wire.js').Candidate} Candidate */

export class Negotiation {
  /** When the offer that waits for its answer was last sent, ms. */
  offeredAt = performance.now();
  /** When something was last said to the other page, ms; since the line was down it is Infinity. */
  saidAt = performance.now();
  /** Fulfilled once something has been described to the other page, or cannot be any more. @type {Promise<void>} */
  begun;
  /** One after the other: what arrived, and what is to be offered. @type {Promise<void>} */
  #steps = Promise.resolve();
  /** The other's offer lost against ours; its candidates are noise. */
  #ignoring = false;
  #begin = () => {};
  #pc;
  #page;
  #polite;
  #lines;
  #channels;
  #send;
  #another;
  #signal;

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {string} options.page of the other person
   * @param {boolean} options.polite
   * @param {import('./media_lines.js').MediaLines} options.lines
   * @param {readonly {open: () => void}[]} options.channels
   * @param {(message: FromBrowser) => number | null} options.send null when the line to the server is down
   * @param {(description: Description['description']) => void} options.another it is not for this connection
   * @param {AbortSignal} options.signal
   */
  constructor(pc, { page, polite, lines, channels, send, another, signal }) {
    this.#pc = pc;
    this.#page = page;
    this.#polite = polite;
    this.#lines = lines;
    this.#channels = channels;
    this.#send = send;
    this.#another = another;
    this.#signal = signal;
    this.begun = new Promise((resolve) => (this.#begin = resolve));
    signal.addEventListener('abort', this.#begin, { once: true });
    pc.onnegotiationneeded = () => this.#step(() => this.#offer());
    pc.onicecandidate = ({ candidate }) => candidate && !signal.aborted && this.#say({ type: 'candidate', to_page: page, candidate: plain(candidate) });
  }

  /** An offer waits for its answer. */
  get waits() {
    return this.#pc.signalingState === 'have-local-offer';
  }

  /** Begins it from this side. */
  open() {
    for (const channel of this.#channels) channel.open();
    this.#lines.open();
    this.#step(() => this.#offer()); // the browser's own word that one is needed comes later
  }

  /** A message of the other page. @param {Description | Candidate} message */
  receive(message) {
    if (message.type === 'description') this.hear(message.description);
    else this.#step(() => this.#candidate(message.candidate));
  }

  /** An offer or an answer of the other page. @param {Description['description']} description */
  hear(description) {
    this.#step(() => this.#describe(description));
  }

  /** The ways named by the offer that waits for its answer may be gone. */
  offerInstead() {
    this.#step(() => this.#offer({ instead: true }));
  }

  /** What this side has offered or answered last, again. */
  describeSelf() {
    const description = this.#pc.localDescription;
    if (this.#signal.aborted || (description?.type !== 'offer' && description?.type !== 'answer')) return;
    this.offeredAt = performance.now();
    const { type } = description;
    const sdp = type === 'answer' ? answering(description.sdp, this.#pc.remoteDescription?.sdp ?? '') : description.sdp;
    this.#say({ type: 'description', to_page: this.#page, description: { type, sdp } });
    this.#begin();
  }

  /** @param {() => Promise<void>} step */
  #step(step) {
    this.#steps = this.#steps.then(async () => {
      if (this.#signal.aborted) return;
      try {
        await step();
      } catch (error) {
        if (!this.#signal.aborted) console.warn('talk', error); // the next look at the line repairs what this has left undone
      }
    });
  }

  /** @param {{instead?: boolean}} [how] `instead`: of one that has no answer yet */
  async #offer({ instead = false } = {}) {
    // It is needed still, and is told again, once this is settled.
    if (this.#pc.signalingState !== 'stable' && !(instead && this.waits)) return;
    await this.#pc.setLocalDescription();
    this.describeSelf();
  }

  /** @param {FromBrowser} message */
  #say(message) {
    const sent = this.#send(message) !== null;
    this.saidAt = sent ? Math.max(this.saidAt, performance.now()) : Infinity;
  }

  /** @param {Description['description']} description */
  async #describe(description) {
    if (this.#isForAnother(description)) return this.#another(description);
    this.#ignoring = description.type === 'offer' && !this.#polite && this.#pc.signalingState !== 'stable';
    if (this.#ignoring || (description.type === 'answer' && !this.#awaits(description.sdp))) return;
    await this.#pc.setRemoteDescription({ type: description.type, sdp: beginningWide(description.sdp) });
    if (description.type === 'offer') {
      for (const channel of this.#channels) channel.open();
      const attached = this.#lines.attach();
      await this.#pc.setLocalDescription();
      this.describeSelf();
      await attached; // the answer says what it says, whatever is sent over its lines
    }
    await this.#lines.favourSpeech();
  }

  /**
   * The same page has another connection now, or ours has not begun and gives way: lines that were made for an offer are
   * not taken for the other's (RFC 9429, 4.1.10.2), so giving way begins with new ones.
   *
   * @param {Description['description']} description
   */
  #isForAnother({ type, sdp }) {
    const known = this.#pc.currentRemoteDescription;
    if (known) return sessionOf(known.sdp) !== sessionOf(sdp);
    return type === 'offer' && this.#polite && this.waits;
  }

  /** @param {string} answer */
  #awaits(answer) {
    return this.waits && answers(answer, this.#pc.localDescription?.sdp ?? '');
  }

  /** @param {RTCIceCandidateInit} candidate */
  async #candidate(candidate) {
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoring) throw error;
    }
  }
}

/** @param {RTCIceCandidate} one */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
