/**
 * The talk between two pages: at most one connection at a time, to the page where the other person is now. The agent's page
 * is impolite and makes the first offer, unless it is told that the other side does.
 */

import { Link } from './link.js';

/** @typedef {import('./own_media.js').Tracks} Tracks */
/** @typedef {import('./devices.js').Kind} Kind */
/** @typedef {import('./click_channel.js').Shown} Shown */
/** @typedef {import('./link.js').Ways} Ways */
/** @typedef {import('./link.js').LineCare} LineCare */
/** @typedef {import('../protocol/wire.js').FromBrowser} FromBrowser */
/** @typedef {import('../protocol/wire.js').Description} Description */
/** @typedef {import('../protocol/wire.js').Candidate} Candidate */
/**
 * `waiting`: the other page is not there yet. `reconnecting`: was connected before and will be again.
 *
 * @typedef {'waiting' | 'connecting' | 'connected' | 'reconnecting' | 'closed'} TalkState
 */

export class Talk {
  /** @type {Link | null} */
  #link = null;
  /** @type {Ways} */
  #ways = { iceServers: [], iceTransportPolicy: 'all' };
  #here = false;
  #closed = false;
  #polite;
  #tracks;
  #shown;
  #hinted;
  #line;
  #typed;
  #send;
  #changed;
  #reached;
  #PeerConnection;

  /**
   * @param {object} options
   * @param {boolean} options.polite the customer's page is, the agent's is not
   * @param {() => Tracks} options.tracks what to attach; black and silent until the click
   * @param {() => Shown | null} options.shown what of this person can be heard and seen; null before their click
   * @param {(page: string, shown: Shown) => void} options.hinted the same of the other one, as their page says itself
   * @param {LineCare & {heard: (page: string, word: import('./line_channel.js').LineWord) => void}} options.line what is done about a weak line, and what the other page says of it
   * @param {(page: string, text: string) => void} options.typed what stands in the other one's field
   * @param {(message: FromBrowser) => number | null} options.send null when the line to the server is down
   * @param {() => void} options.changed `state` or `remote` is another now
   * @param {(step: 'ice' | 'keys') => void} options.reached the two have found a way to each other, and it is encrypted
   * @param {typeof RTCPeerConnection} [options.PeerConnection]
   */
  constructor({ polite, tracks, shown, hinted, line, typed, send, changed, reached, PeerConnection = globalThis.RTCPeerConnection }) {
    this.#polite = polite;
    this.#tracks = tracks;
    this.#shown = shown;
    this.#hinted = hinted;
    this.#line = line;
    this.#typed = typed;
    this.#send = send;
    this.#changed = changed;
    this.#reached = reached;
    this.#PeerConnection = PeerConnection;
  }

  /** @returns {TalkState} */
  get state() {
    if (this.#closed) return 'closed';
    return this.#link?.state ?? 'waiting';
  }

  /** What comes from the other side; another object after each new connection, null before the first. */
  get remote() {
    return this.#link?.lines.remote ?? null;
  }

  /** The connection to measure; null while there is none. */
  get connection() {
    return this.#link?.pc ?? null;
  }

  /** Fulfilled once this side has described itself to the other, or cannot any more. */
  get begun() {
    return this.#link?.negotiation.begun ?? Promise.resolve();
  }

  /** Fresh servers and credentials, good for the next restart. @param {Ways} ways */
  configure(ways) {
    this.#ways = ways;
    this.#link?.configure(ways);
  }

  /**
   * The other person's page as the server knows it. A page that is away keeps its connection: only its socket may be
   * gone. Another page is another connection.
   *
   * @param {string | null} page
   * @param {{offering?: boolean}} [how] whether a new connection is offered from here
   */
  meet(page, { offering = !this.#polite } = {}) {
    const back = page !== null && !this.#here;
    this.#here = page !== null;
    if (!this.#here) this.#link?.guard.left();
    if (this.#closed || page === null) return;
    if (this.#link?.page !== page) this.#open(page, { offering });
    else if (back) this.#link.guard.goOn();
  }

  /** Describes itself for this page, which is met later: it is as if that one were away. @param {string} page */
  prepare(page) {
    this.meet(page, { offering: true });
    this.meet(null);
  }

  /** A message of the other page. @param {Description | Candidate} message */
  receive(message) {
    if (this.#closed) return;
    if (this.#link?.page !== message.from_page) {
      if (message.type !== 'description' || message.description.type !== 'offer') return;
      this.#open(message.from_page, { offering: false }); // its offer is faster than the news that it is there
    }
    this.#link?.negotiation.receive(message);
  }

  /** The line to the server is back: what could not be said is said now. @param {{heardAll?: boolean}} [line] nothing was missed */
  resume({ heardAll = false } = {}) {
    this.#link?.guard.resume({ heardAll });
  }

  /** This machine is in another network. */
  networkChanged() {
    this.#link?.guard.networkChanged();
  }

  /** Another microphone or camera, without negotiation. @param {Kind} kind @param {MediaStreamTrack | null} track */
  replaceTrack(kind, track) {
    this.#link?.lines.replaceTrack(kind, track);
  }

  /** What of this person can be heard and seen is something else now. */
  tellShown() {
    this.#link?.channel.tell();
  }

  /** Something else is done about the line now. */
  lineMoved() {
    this.#link?.lineMoved();
  }

  /** What stands in this person's field. @param {string} text @returns {boolean} whether it went to the other page directly */
  type(text) {
    return this.#link?.typing.say(text) ?? false;
  }

  close() {
    this.#closed = true;
    this.#drop();
    this.#changed();
  }

  /** @param {string} page @param {{offering: boolean, met?: boolean}} how `met`: there was a connection before it */
  #open(page, { offering, met = false }) {
    this.#drop();
    /** @type {Link} */
    const link = new Link({
      page,
      met,
      polite: this.#polite,
      ways: this.#ways,
      tracks: this.#tracks,
      shown: this.#shown,
      hinted: (shown) => this.#hinted(page, shown),
      line: { ...this.#line, heard: (word) => this.#line.heard(page, word) },
      typed: (text) => this.#typed(page, text),
      send: this.#send,
      here: () => this.#here,
      changed: this.#changed,
      reached: this.#reached,
      anew: () => this.#open(page, { offering: true, met: link.met }),
      another: (description) => this.#another(link, description),
      PeerConnection: this.#PeerConnection,
    });
    this.#link = link;
    if (offering) link.negotiation.open();
    this.#changed();
  }

  /** The connection that is meant is not ours: ours belongs to one that is gone, or gives way.
   * @param {Link} link @param {Description['description']} description */
  #another(link, description) {
    this.#open(link.page, { offering: description.type === 'answer', met: link.met });
    if (description.type === 'offer') this.#link?.negotiation.hear(description);
  }

  #drop() {
    const link = this.#link;
    this.#link = null;
    link?.close();
  }
}
