/**
 * Keeps the talk with whoever is in the call: begins it, tells the server once media can flow, and ends it when the other
 * one is not in the call any more, however well their line still works. Talk and socket are handed in.
 */

import { awaitsTalk } from './call_view.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ParticipantView} ParticipantView */
/** @typedef {import('../rtc/talk.js').Talk} Talk */
/** @typedef {import('../rtc/talk.js').Ways} Ways */
/** @typedef {ConstructorParameters<typeof import('../rtc/talk.js').Talk>[0]} TalkOptions */
/** @typedef {import('../protocol/wire.js').Description | import('../protocol/wire.js').Candidate} Relayed */

export class TalkKeeper {
  /** @type {Talk | null} */
  #talk = null;
  /** @type {Ways} */
  #ways = { iceServers: [], iceTransportPolicy: 'all' };
  /** With whom the talk is. @type {string | null} */
  #partner = null;
  /** @type {CallSnapshot | null} */
  #call = null;
  /** The version of the call to which the server was told that media can flow. @type {string | null} */
  #told = null;
  #makeTalk;
  #polite;
  #tracks;
  #send;
  #connected;
  #changed;

  /**
   * @param {object} options
   * @param {(options: TalkOptions) => Talk} options.makeTalk
   * @param {() => boolean} options.polite which side gives way when both negotiate at once
   * @param {TalkOptions['tracks']} options.tracks
   * @param {TalkOptions['send']} options.send
   * @param {() => boolean} options.connected tells the server that media can flow; false when that could not be sent
   * @param {() => void} options.changed
   */
  constructor({ makeTalk, polite, tracks, send, connected, changed }) {
    this.#makeTalk = makeTalk;
    this.#polite = polite;
    this.#tracks = tracks;
    this.#send = send;
    this.#connected = connected;
    this.#changed = changed;
  }

  get talk() {
    return this.#talk;
  }

  get ways() {
    return this.#ways;
  }

  /** Whether any of the ways leads over a relay. */
  get relayed() {
    return this.#ways.iceServers.some((server) => server.credential !== undefined);
  }

  /** A new line to the server, with fresh ways: it is told again. @param {Ways} ways */
  configure(ways) {
    this.#ways = ways;
    this.#told = null;
    this.#talk?.configure(ways);
  }

  /** @param {CallSnapshot} call @param {ParticipantView | null} self @param {ParticipantView | null} other */
  follow(call, self, other) {
    this.#call = call;
    if (this.#partner !== null && (other?.id !== this.#partner || isShownOut(other))) this.close();
    this.#partner = other?.id ?? null;
    if (self && other) this.#theTalk().meet(other.page_id);
    this.#tell();
  }

  /** @param {Relayed} message */
  receive(message) {
    this.#theTalk().receive(message);
  }

  /** @param {{heardAll: boolean}} how */
  resume(how) {
    this.#talk?.resume(how);
  }

  /** @param {'audio' | 'video'} kind @param {MediaStreamTrack | null} track */
  replaceTrack(kind, track) {
    this.#talk?.replaceTrack(kind, track);
  }

  close() {
    const talk = this.#talk;
    this.#talk = null;
    talk?.close();
  }

  #theTalk() {
    if (!this.#talk) {
      this.#talk = this.#makeTalk({ polite: this.#polite(), tracks: this.#tracks, send: this.#send, changed: () => this.#moved() });
      this.#talk.configure(this.#ways);
    }
    return this.#talk;
  }

  #moved() {
    this.#tell();
    this.#changed();
  }

  /** Media can flow, and the server waits for that news. */
  #tell() {
    if (this.#talk?.state !== 'connected' || !awaitsTalk(this.#call) || !this.#call) return;
    const news = `${this.#call.id} ${this.#call.version}`;
    if (this.#told !== news && this.#connected()) this.#told = news;
  }
}

/** Shown out: neither here nor away for a moment. Whoever only lost the line to the server may be talking still. @param {ParticipantView} other */
function isShownOut({ page_id: page, away_since: since, ready }) {
  return page === null && since === null && !ready;
}
