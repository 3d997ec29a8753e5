/**
 * One connection to one page of the other person: a peer connection, and those who own its parts, in one lifetime.
 */

import { preparedCertificates } from './certificate.js';
import { ClickChannel } from './click_channel.js';
import { lineChannel } from './line_channel.js';
import { LineGuard } from './line_guard.js';
import { MediaLines } from './media_lines.js';
import { Negotiation } from './negotiation.js';
import { TypingChannel } from './typing_channel.js';

/** @typedef {import('../protocol/wire.js').Description} Description */
/** @typedef {{iceServers: RTCIceServer[], iceTransportPolicy: RTCIceTransportPolicy}} Ways */
/** @typedef {{thrift: () => import('../state/ladder_keeper.js').Thrift, word: () => import('./line_channel.js').LineWord}} LineCare what goes over the line and how, and what the other page is told of it */
/**
 * @typedef {object} LinkOptions
 * @property {string} page of the other person
 * @property {boolean} met there was a connection before it
 * @property {boolean} polite
 * @property {Ways} ways
 * @property {() => import('./own_media.js').Tracks} tracks
 * @property {() => import('./click_channel.js').Shown | null} shown
 * @property {(shown: import('./click_channel.js').Shown) => void} hinted
 * @property {LineCare & {heard: (word: import('./line_channel.js').LineWord) => void}} line
 * @property {(text: string) => void} typed what stands in the other one's field
 * @property {(message: import('../protocol/wire.js').FromBrowser) => number | null} send
 * @property {() => boolean} here the other page is there, as far as the server knows
 * @property {() => void} changed
 * @property {(step: 'ice' | 'keys') => void} reached
 * @property {() => void} anew it is given up: another one is to be made from this side
 * @property {(description: Description['description']) => void} another this is for another connection to the same page
 * @property {typeof RTCPeerConnection} PeerConnection
 */

export class Link {
  #life = new AbortController();
  /** The same ones for its whole life: a browser refuses to change them. */
  #certificates = preparedCertificates();

  /** @param {LinkOptions} options */
  constructor({ page, met, polite, ways, tracks, shown, hinted, line, typed, send, here, changed, reached, anew, another, PeerConnection }) {
    const { signal } = this.#life;
    this.page = page;
    this.met = met;
    this.pc = new PeerConnection(this.#configuration(ways));
    this.lines = new MediaLines(this.pc, { tracks, thrift: line.thrift, changed });
    this.channel = new ClickChannel(this.pc, { shown, hinted });
    this.ofLine = lineChannel(this.pc, line);
    this.typing = new TypingChannel(this.pc, { heard: typed });
    this.negotiation = new Negotiation(this.pc, { page, polite, lines: this.lines, channels: [this.channel, this.typing, this.ofLine], send, another, signal });
    this.guard = new LineGuard(this.pc, { negotiation: this.negotiation, polite, here, changed, anew, signal });
    this.pc.oniceconnectionstatechange = () => {
      const { iceConnectionState } = this.pc;
      if (iceConnectionState === 'connected' || iceConnectionState === 'completed') reached('ice');
    };
    this.pc.onconnectionstatechange = () => {
      if (signal.aborted) return;
      if (this.pc.connectionState === 'connected') reached('keys');
      this.met ||= this.pc.connectionState === 'connected';
      this.guard.moved();
      if (!signal.aborted) changed();
    };
  }

  /** @returns {'connecting' | 'connected' | 'reconnecting'} */
  get state() {
    if (this.pc.connectionState === 'connected' && !this.guard.silent) return 'connected';
    return this.met ? 'reconnecting' : 'connecting';
  }

  /** Fresh servers and credentials, good for the next restart. @param {Ways} ways */
  configure(ways) {
    try {
      this.pc.setConfiguration(this.#configuration(ways));
    } catch {
      // A browser that cannot change a running connection uses them for the next one.
    }
  }

  /** Something else is done about the line now. */
  lineMoved() {
    void this.lines.followThrift();
    this.ofLine.tell();
  }

  close() {
    this.#life.abort();
    this.lines.close();
    this.pc.close();
  }

  /** @param {Ways} ways @returns {RTCConfiguration} */
  #configuration(ways) {
    const certificates = this.#certificates.length > 0 ? { certificates: this.#certificates } : {};
    return { ...ways, ...certificates, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
  }
}
