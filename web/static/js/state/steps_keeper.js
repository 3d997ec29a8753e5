/**
 * How this page came into the talk: when each step was reached after the link was opened, and which way the talk takes. Told
 * to the server once the other person can be heard and seen, and again when the talk takes another path.
 */

import { hasBeenHeard, pathOf } from '../rtc/talk_path.js';

/** @typedef {import('../protocol/wire.js').Steps} Steps */
/** @typedef {import('../protocol/wire.js').TalkPath} TalkPath */
/** @typedef {keyof Steps} Step */

const LISTEN_MS = 100;
const LOOK_MS = 2000;
/** Somebody may have no camera, or say nothing: the rest is told without it. */
const LONGEST_MS = 10_000;

export class StepsKeeper {
  /** @type {Steps} */
  #steps = {};
  /** What was told last. */
  #told = '';
  #together = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #openedAt;
  #connection;
  #both;
  #tell;
  #signal;

  /**
   * @param {object} options
   * @param {number} options.openedAt when the link was opened, on the clock of `performance.now()`
   * @param {() => RTCPeerConnection | null} options.connection while it carries the talk
   * @param {() => boolean} options.both have clicked
   * @param {(steps: Steps, path: TalkPath | null) => boolean} options.tell false when that could not be sent
   * @param {AbortSignal} options.signal
   */
  constructor({ openedAt, connection, both, tell, signal }) {
    this.#openedAt = openedAt;
    this.#connection = connection;
    this.#both = both;
    this.#tell = tell;
    this.#signal = signal;
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
    this.#again(LOOK_MS);
  }

  /** For the first time. @param {Step} step @param {number} [at] */
  reached(step, at = performance.now()) {
    this.#steps[step] ??= Math.max(0, Math.round(at - this.#openedAt));
  }

  /** It is worth looking soon: somebody has clicked, or the talk is connected. */
  look() {
    if (this.#together === 0 && this.#both() && this.#connection()) this.#again(LISTEN_MS);
  }

  /** @param {number} ms */
  #again(ms) {
    clearTimeout(this.#timer);
    if (!this.#signal.aborted) this.#timer = setTimeout(() => void this.#measure(), ms);
  }

  async #measure() {
    const connection = this.#both() ? this.#connection() : null;
    if (!connection) return this.#again(LOOK_MS);
    if (this.#together === 0) this.#together = performance.now();
    const waits = performance.now() - this.#together < LONGEST_MS;
    const heard = this.#steps.first_sound === undefined && waits && (await hasBeenHeard(connection).catch(() => false));
    if (heard) this.reached('first_sound');
    const { first_sound: sound, first_picture: picture } = this.#steps;
    const complete = sound !== undefined && picture !== undefined;
    if (complete || !waits) await this.#report(connection);
    this.#again(complete || !waits ? LOOK_MS : LISTEN_MS);
  }

  /** @param {RTCPeerConnection} connection */
  async #report(connection) {
    const path = await pathOf(connection).catch(() => null);
    const news = JSON.stringify([path, this.#steps]);
    if (this.#signal.aborted || news === this.#told) return;
    if (this.#tell({ ...this.#steps }, path)) this.#told = news;
  }
}
