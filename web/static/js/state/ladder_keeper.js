/**
 * Keeps the voice clear while the line is weak: measures in, and out comes how much of the picture is sent, how many copies of
 * the voice, how long the other's is waited for, what the other page is told of it, and what both people read.
 */

import { qualityOf } from './line_quality.js';
import { FULL, pictureAfter } from './picture_ladder.js';
import { HEARD, soundAfter } from './sound_ladder.js';
import { copiesAfter, SPARE, waitFor } from './copying.js';

/** @typedef {import('./line_figures.js').LineFigures} LineFigures */
/** @typedef {import('./line_quality.js').LineQuality} LineQuality */
/** @typedef {import('./picture_ladder.js').Rung} Rung */
/** @typedef {import('./sound_ladder.js').Sound} Sound */
/** @typedef {import('../rtc/line_channel.js').LineWord} LineWord */
/** @typedef {{picture: Rung, copies: number, waitMs: number | null}} Weakness what the line does not carry */
/** @typedef {Weakness & {first?: boolean}} Thrift what goes over the line, and how; `first`: of the picture that is to be there at once */
/**
 * @typedef {object} LadderView
 * @property {Rung} picture how much of the own one is sent
 * @property {boolean} theirsPaused the other's picture is paused by itself
 * @property {LineQuality} heard how well the other hears this person, as their page says
 * @property {Sound} sound how the other is heard here
 * @property {Sound} soundThere how this person is heard there
 */

/** @type {LineWord} */
const NOTHING_HEARD = Object.freeze({ paused: false, hears: 'unknown', sound: 'heard' });

export class LadderKeeper {
  #picture = FULL;
  #sound = HEARD;
  /** Of what is sent, and of what comes: the other page makes as many copies as this one would. */
  #copies = { out: SPARE, in: SPARE };
  /** @type {LineQuality} */
  #hears = 'unknown';
  /** @type {{page: string | null, word: LineWord}} */
  #there = { page: null, word: NOTHING_HEARD };
  #expected;
  #moved;
  #changed;

  /**
   * @param {object} options
   * @param {() => boolean} options.expected the other one is there and sends a voice
   * @param {() => void} options.moved `thrift` or `word` is another one
   * @param {() => void} options.changed what is shown of it is
   */
  constructor({ expected, moved, changed }) {
    this.#expected = expected;
    this.#moved = moved;
    this.#changed = changed;
  }

  /** @returns {Weakness} */
  get thrift() {
    return { picture: this.#picture.rung, copies: this.#copies.out.copies, waitMs: waitFor(this.#copies.in.copies) };
  }

  /** What the other page is told. @returns {LineWord} */
  get word() {
    return { paused: this.#picture.rung === 'paused', hears: this.#hears, sound: this.#sound.sound };
  }

  /** @param {string | null} page of the other person, as it is now @returns {LadderView} */
  look(page) {
    const { paused, hears, sound } = this.#wordOf(page);
    return { picture: this.#picture.rung, theirsPaused: paused, heard: hears, sound: this.#sound.sound, soundThere: sound };
  }

  /** What the other page says of the line. @param {string} page @param {LineWord} word */
  hear(page, word) {
    this.#there = { page, word };
    this.#changed();
  }

  /** @param {LineFigures | null} figures of the last two seconds; null when there is nothing to measure @param {string | null} page of the other */
  measured(figures, page) {
    const before = this.#told();
    if (figures) {
      const { lossOut, lossIn, roundTripMs, availableKbit } = figures;
      this.#picture = pictureAfter(this.#picture, { loss: lossOut, roundTripMs, availableKbit, heard: this.#wordOf(page).hears });
      this.#copies = { out: copiesAfter(this.#copies.out, { loss: lossOut, roundTripMs }), in: copiesAfter(this.#copies.in, { loss: lossIn, roundTripMs }) };
    }
    this.#hears = qualityOf(figures);
    this.#sound = soundAfter(this.#sound, { expected: this.#expected(), arrived: (figures?.arrived ?? 0) > 0, concealed: figures?.concealed ?? null });
    if (this.#told() === before) return;
    this.#moved();
    this.#changed();
  }

  /** @param {string | null} page */
  #wordOf(page) {
    return page !== null && page === this.#there.page ? this.#there.word : NOTHING_HEARD;
  }

  #told() {
    return JSON.stringify([this.thrift, this.word]);
  }
}
