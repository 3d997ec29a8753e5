/**
 * Keeps the talk with whoever is in the call: begins it, tells the server once media can flow, and ends it when the other
 * one is not in the call any more, however well their line still works. Talk and socket are handed in.
 *
 * A warm talk begins as soon as both pages are there, black and silent. A cold one begins with the second click: whoever
 * clicks last offers, and what the other side says before this person's click is kept until then. The offer is made ready
 * before, in this browser only.
 */

import { awaitsTalk, hasClicked } from './call_view.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ParticipantView} ParticipantView */
/** @typedef {import('../rtc/talk.js').Talk} Talk */
/** @typedef {import('../rtc/link.js').Ways} Ways */
/** @typedef {ConstructorParameters<typeof import('../rtc/talk.js').Talk>[0]} TalkOptions */
/** @typedef {{page: string, talk: Talk, begun: boolean}} Prepared */
/** @typedef {import('../protocol/wire.js').Description | import('../protocol/wire.js').Candidate} Relayed */

/** A browser that has not described itself by then makes nobody wait for it. */
const BEGUN_WITHIN_MS = 500;
/** One offer and its candidates, several times over. */
const MOST_KEPT = 64;

export class TalkKeeper {
  /** @type {Talk | null} */
  #talk = null;
  /** @type {Ways} */
  #ways = { iceServers: [], iceTransportPolicy: 'all' };
  #warm = false;
  /** @type {Relayed[]} */
  #kept = [];
  /** A cold talk that waits for this person's click: nothing of it has been said to anybody. @type {Prepared | null} */
  #prepared = null;
  /** With whom the talk is. @type {ParticipantView | null} */
  #partner = null;
  /** @type {CallSnapshot | null} */
  #call = null;
  /** The version of the call to which the server was told that media can flow. @type {string | null} */
  #told = null;
  #makeTalk;
  #polite;
  #clicked;
  #options;
  #connected;
  #parted;
  #changed;

  /**
   * @param {object} options
   * @param {(options: TalkOptions) => Talk} options.makeTalk
   * @param {() => boolean} options.polite which side gives way when both negotiate at once
   * @param {() => boolean} options.clicked this person has
   * @param {TalkOptions['tracks']} options.tracks
   * @param {TalkOptions['shown']} options.shown
   * @param {TalkOptions['hinted']} options.hinted
   * @param {TalkOptions['line']} options.line
   * @param {TalkOptions['typed']} options.typed
   * @param {TalkOptions['send']} options.send
   * @param {TalkOptions['reached']} options.reached
   * @param {() => boolean} options.connected tells the server that media can flow; false when that could not be sent
   * @param {() => void} options.parted whoever the talk was with is not in the call any more
   * @param {() => void} options.changed
   */
  constructor({ makeTalk, polite, clicked, connected, parted, changed, ...options }) {
    this.#parted = parted;
    this.#makeTalk = makeTalk;
    this.#polite = polite;
    this.#clicked = clicked;
    this.#options = options;
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

  /** Fresh ways while the line to the server stays. @param {Ways} ways */
  refresh(ways) {
    this.#ways = ways;
    this.#talk?.configure(ways);
    this.#forgetPrepared(); // it has found its ways with the old ones
  }

  /** A new line to the server, with fresh ways: it is told again. @param {Ways} ways @param {{warm: boolean}} how */
  configure(ways, { warm }) {
    this.#warm = warm;
    this.#told = null;
    this.refresh(ways);
  }

  /** @param {CallSnapshot} call @param {ParticipantView | null} self @param {ParticipantView | null} other */
  follow(call, self, other) {
    this.#call = call;
    if (this.#partner !== null && (other?.id !== this.#partner.id || isShownOut(other))) {
      this.close();
      this.#parted();
    }
    this.#partner = other;
    if (self && other && (this.#talk !== null || this.#warm || this.#bothClicked())) this.#theTalk().meet(other.page_id);
    else if (self && !this.#clicked()) this.#prepare(other && hasClicked(other) ? other.page_id : null);
    this.#tell();
  }

  /** @param {Relayed} message @returns {Promise<unknown> | null} when a talk that begins with it has been answered; null where none does */
  receive(message) {
    if (!this.#warm && !this.#clicked()) {
      this.#kept = [...this.#kept, message].slice(-MOST_KEPT);
      return null;
    }
    const begins = this.#talk === null;
    const talk = this.#theTalk();
    talk.receive(message);
    return begins ? soon(talk.begun) : null;
  }

  /**
   * This person's own click. A cold talk begins with it, if the other one has clicked before.
   *
   * @returns {Promise<unknown> | null} when the offer has gone out, which is to be on its way before the word of the click is; null where there
   *   is none to wait for
   */
  click() {
    const kept = this.#kept;
    this.#kept = [];
    const offering = kept.length === 0 && this.#talk === null && !this.#warm && this.#bothClicked();
    if (offering && this.#partner && this.#prepared?.page === this.#partner.page_id) return this.#beginPrepared(this.#prepared);
    this.#forgetPrepared();
    for (const message of kept) this.#theTalk().receive(message);
    this.#talk?.tellShown();
    if (!offering || !this.#partner) return null;
    const talk = this.#theTalk();
    talk.meet(this.#partner.page_id, { offering: true });
    return soon(talk.begun);
  }

  /** @param {{heardAll: boolean}} how */
  resume(how) {
    this.#talk?.resume(how);
    this.#tell(); // it may have been lost with the line, and the call comes again only if it has changed
  }

  networkChanged() {
    this.#talk?.networkChanged();
    this.#forgetPrepared();
  }

  /** @param {'audio' | 'video'} kind @param {MediaStreamTrack | null} track */
  replaceTrack(kind, track) {
    this.#talk?.replaceTrack(kind, track);
    this.#prepared?.talk.replaceTrack(kind, track);
  }

  /** Something else is done about the line now. */
  lineMoved() {
    this.#talk?.lineMoved();
  }

  /** Something else of this person is on. */
  tellShown() {
    this.#talk?.tellShown();
  }

  close() {
    const talk = this.#talk;
    this.#talk = null;
    this.#kept = [];
    talk?.close();
    this.#forgetPrepared();
  }

  #bothClicked() {
    return this.#clicked() && this.#partner !== null && hasClicked(this.#partner) && this.#partner.page_id !== null;
  }

  #theTalk() {
    this.#talk ??= this.#newTalk(this.#options.send);
    return this.#talk;
  }

  /** @param {TalkOptions['send']} send */
  #newTalk(send) {
    const talk = this.#makeTalk({ ...this.#options, send, polite: this.#polite(), changed: () => this.#moved() });
    talk.configure(this.#ways);
    return talk;
  }

  /** The other one has clicked, on this page. @param {string | null} page */
  #prepare(page) {
    if (this.#prepared && this.#prepared.page !== page) this.#forgetPrepared();
    if (this.#prepared || page === null) return;
    /** @type {Prepared} */
    const prepared = { page, begun: false, talk: this.#newTalk((message) => (prepared.begun ? this.#options.send(message) : null)) };
    this.#prepared = prepared;
    prepared.talk.prepare(page);
  }

  /** @param {Prepared} prepared */
  #beginPrepared(prepared) {
    this.#prepared = null;
    this.#talk = prepared.talk;
    prepared.begun = true;
    prepared.talk.meet(prepared.page);
    return null;
  }

  #forgetPrepared() {
    const prepared = this.#prepared;
    this.#prepared = null;
    prepared?.talk.close();
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

/** @param {Promise<unknown>} begun */
function soon(begun) {
  return Promise.race([begun, new Promise((resolve) => setTimeout(resolve, BEGUN_WITHIN_MS))]);
}

/** Shown out: neither here nor away for a moment. Whoever only lost the line to the server may be talking still. @param {ParticipantView} other */
function isShownOut({ page_id: page, away_since: since, ready }) {
  return page === null && since === null && !ready;
}
