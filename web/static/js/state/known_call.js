/**
 * What the server has told this page of its call, and who in it this page is. Of two snapshots the newer one stands; the
 * other person's click may be known from their page first.
 */

import { awayOf, goneFrom, isNews, isOver, mayWithdraw, openQuestion, otherIn, queueMoved, recordingOf, selfIn } from './call_view.js';
import { JoinedHint } from './joined_hint.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ConsentAsked} ConsentAsked */

export class KnownCall {
  /** @type {CallSnapshot | null} */
  #call = null;
  /** @type {import('./call_view.js').Self | null} */
  #person = null;
  /** @type {ConsentAsked | null} */
  #question = null;
  /** The participant this page is, once it has been seen in the call. @type {string | null} */
  #seat = null;
  /** The server would not let this page in again. */
  #shutOut = false;
  #offsetMs = 0;
  #joined = new JoinedHint();
  #id;

  /** @param {string | null} id which call it is, if that is known before the server tells */
  constructor(id) {
    this.#id = id;
  }

  get id() {
    return this.#id;
  }

  get call() {
    return this.#call;
  }

  get person() {
    return this.#person;
  }

  get seat() {
    return this.#seat;
  }

  get question() {
    return this.#question;
  }

  get over() {
    return isOver(this.#call);
  }

  /** The talk is over, or goes on without this person. */
  get lost() {
    return this.over || goneFrom(this.#call, this.#seat) !== null;
  }

  /** @param {import('../protocol/wire.js').Welcome} welcome */
  welcomed({ self, call_id: id, server_time: at }) {
    this.#person = self;
    this.#id ??= id;
    this.#offsetMs = Date.parse(at) - Date.now();
  }

  /** @param {CallSnapshot} call */
  isThis(call) {
    return this.#id === null || call.id === this.#id;
  }

  /** @param {CallSnapshot} call @returns {boolean} whether it is news of this call */
  heard(call) {
    if (!this.isThis(call) || !isNews(this.#call, call)) return false;
    this.#id = call.id;
    this.#call = call;
    this.#offsetMs = Date.parse(call.server_time) - Date.now();
    this.#seat ??= selfIn(call, this.#person)?.id ?? null;
    this.#shutOut = false;
    return true;
  }

  /** @param {import('../protocol/wire.js').QueueMoved} moved */
  moveInQueue(moved) {
    if (this.#call) this.#call = queueMoved(this.#call, moved);
  }

  /** @param {ConsentAsked} question */
  ask(question) {
    this.#question = question;
  }

  /** The call is somebody else's by now, or was put back into the queue. */
  shutOut() {
    this.#shutOut = true;
  }

  /** The other one has clicked, as their page says. @param {string} page @param {import('../rtc/click_channel.js').Shown} shown */
  hint(page, shown) {
    this.#joined.hear(page, shown);
  }

  /** This person and the other one, as the server has them; what a hint said of them is compared with it. */
  settle() {
    const people = this.#people(this.#call);
    this.#joined.settle(people.other);
    return people;
  }

  /** Its part of the view. @param {{clicked: boolean}} about this person has */
  look({ clicked }) {
    const call = this.#joined.shown(this.#call, { ...this.#people(this.#call), clicked });
    const { self, other } = this.#people(call);
    return {
      call,
      person: this.#person,
      self,
      other,
      away: awayOf(call, other),
      question: openQuestion(this.#question, call, self),
      recording: recordingOf(call, self),
      mayWithdraw: mayWithdraw(call, self),
      ended: call && isOver(call) ? { reason: call.reason } : null,
      gone: this.#shutOut ? UNKNOWN : goneFrom(call, this.#seat),
      clockOffsetMs: this.#offsetMs,
    };
  }

  /** @param {CallSnapshot | null} call */
  #people(call) {
    const self = selfIn(call, this.#person, this.#seat);
    return { self, other: otherIn(call, self) };
  }
}

/** @type {import('./call_view.js').Gone} */
const UNKNOWN = Object.freeze({ kind: 'unknown' });
