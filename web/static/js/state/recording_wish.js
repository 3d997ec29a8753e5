/**
 * A press to pause or to stop counts on the presser's own page at once: from then on their leg is silent and dark, whether the
 * server has heard of it or not. The wish is told again over each new line until the server shows it, or refuses it.
 */

import { isOver } from './call_view.js';
import { pauseOf } from './pause.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').RecordingStanding} RecordingStanding */
/** @typedef {import('../protocol/wire.js').RecordingView} RecordingView */
/** @typedef {Extract<import('../protocol/wire.js').FromBrowser, {type: 'recording_pause' | 'consent_withdraw'}>} Wish */
/** What of the own leg is held back. @typedef {'pause' | 'stop' | 'picture'} HeldBack */

/** What is recorded, or may be as soon as somebody else wishes so. @type {ReadonlySet<RecordingStanding>} */
const RECORDED = new Set(['opening', 'writing', 'paused', 'resuming', 'again']);

/** @param {Wish} wish @returns {HeldBack} */
export function heldBackBy(wish) {
  if (wish.type === 'recording_pause') return 'pause';
  return wish.only_picture ? 'picture' : 'stop';
}

/**
 * Whether the server shows what was wished, or it has no object any more.
 *
 * @param {Wish} wish
 * @param {CallSnapshot | null} call
 */
export function isFulfilled(wish, call) {
  const recording = call?.recording;
  if (!recording) return true;
  if (wish.type === 'consent_withdraw' && wish.discard) return recording.state === 'discarded' || (recording.state === 'declined' && !recording.kept);
  if (isOver(call)) return true;
  if (wish.type === 'recording_pause') return recording.state !== 'open' || isPaused(recording);
  if (wish.only_picture) return recording.state !== 'open' || recording.picture !== 'taken';
  return recording.state !== 'open' && recording.state !== 'asked';
}

/** Not only about to go on. @param {RecordingView} recording */
function isPaused(recording) {
  const pause = pauseOf(recording);
  return pause !== null && !pause.seen_by;
}

/** What the page says of the recording, while something is held back. @param {RecordingStanding} standing @param {HeldBack | null} heldBack @returns {RecordingStanding} */
export function standingWith(standing, heldBack) {
  const all = heldBack === 'pause' || heldBack === 'stop';
  return all && RECORDED.has(standing) ? 'held_back' : standing;
}

export class RecordingWish {
  /** @type {Wish | null} */
  #wish = null;
  /** There was something to hold back when it was pressed. */
  #wasRecorded = false;
  /** What the server shows next says whether it knows. */
  #inDoubt = false;
  #heldToTheEnd = false;
  #say;
  #hold;

  /**
   * @param {object} options
   * @param {(wish: Wish, how: {again: boolean}) => void} options.say
   * @param {(heldBack: HeldBack | null) => void} options.hold silence and black in place of this, from now on
   */
  constructor({ say, hold }) {
    this.#say = say;
    this.#hold = hold;
  }

  /** What is held back and not yet known to the server. */
  get heldBack() {
    return this.#wish && heldBackBy(this.#wish);
  }

  /** The call was over before the server heard of it: it was recorded until before the press. */
  get heldToTheEnd() {
    return this.#heldToTheEnd;
  }

  /** @param {Wish} wish the newest press counts, but only a stop in place of a stop @param {RecordingStanding} standing as it was shown */
  press(wish, standing) {
    if (this.heldBack !== 'stop' || heldBackBy(wish) === 'stop') this.#become(wish);
    this.#wasRecorded = standing === 'held_back' || RECORDED.has(standing);
    this.#say(wish, { again: false });
  }

  /** The call is: what was held back stays so. */
  over() {
    this.#heldToTheEnd ||= this.#wasRecorded && (this.heldBack === 'pause' || this.heldBack === 'stop');
  }

  /** The server shows this call; what follows from it for the leg has been done. @param {CallSnapshot} call */
  heard(call) {
    const wish = this.#wish;
    if (!wish) return;
    if (isFulfilled(wish, call)) this.#become(null);
    else if (this.#inDoubt) this.#say(wish, { again: true });
    this.#inDoubt = false;
  }

  /** The line to the server is there. One that is another one shows the call first. @param {boolean} resumed it goes on from where it was */
  lineBack(resumed) {
    this.#inDoubt = !resumed;
    if (this.#wish && resumed) this.#say(this.#wish, { again: true });
  }

  /** The server would not. @param {{about: string, again?: boolean}} asked @returns {boolean} whether that is news */
  refused({ about, again = false }) {
    if (about !== 'recording_pause' && about !== 'consent_withdraw') return true;
    if (!this.#wish) return !again; // it had heard of it the first time
    if (this.#wish.type === about) this.#become(null);
    return true;
  }

  /** @param {Wish | null} wish */
  #become(wish) {
    this.#wish = wish;
    this.#hold(this.heldBack);
  }
}
