/**
 * Watches the line of the talk: measures it again and again, and notices when a broken one needs fresh ways to connect.
 */

import { sampleLine } from '../rtc/line_sample.js';
import { figuresOf } from './line_figures.js';
import { qualityOf } from './line_quality.js';

/** @typedef {import('./line_quality.js').LineQuality} LineQuality */
/** @typedef {Pick<import('../rtc/talk.js').Talk, 'state' | 'connection'>} Watched */

const MEASURE_MS = 2000;
/** Measurements: long enough for a restart over the relay that is known. */
const RELAY_IN_DOUBT = 4;

export class LineWatch {
  /** @type {LineQuality} */
  #quality = 'unknown';
  /** @type {import('./line_figures.js').LineSample | null} */
  #sample = null;
  /** Measurements in a row that found the talk broken. */
  #broken = 0;
  #talk;
  #changed;
  #renew;
  #measured;

  /**
   * @param {object} options
   * @param {() => Watched | null} options.talk
   * @param {() => void} options.changed the quality is another one
   * @param {() => void} options.renew the relay or its credentials may be gone
   * @param {(figures: import('./line_figures.js').LineFigures | null) => void} options.measured of the last two seconds; null where there is no line
   * @param {AbortSignal} options.signal ends it
   */
  constructor({ talk, changed, renew, measured, signal }) {
    this.#talk = talk;
    this.#changed = changed;
    this.#renew = renew;
    this.#measured = measured;
    const timer = setInterval(() => void this.#measure(), MEASURE_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  get quality() {
    return this.#quality;
  }

  async #measure() {
    const talk = this.#talk();
    this.#broken = talk?.state === 'reconnecting' ? this.#broken + 1 : 0;
    if (this.#broken === RELAY_IN_DOUBT) {
      this.#broken = -RELAY_IN_DOUBT; // the next try waits longer
      this.#renew();
    }
    if (!talk?.connection || talk.state !== 'connected') {
      this.#sample = null;
      this.#is('unknown');
      return this.#measured(null);
    }
    const sample = await sampleLine(talk.connection).catch(() => null);
    const figures = figuresOf(this.#sample, sample);
    this.#sample = sample;
    this.#is(qualityOf(figures));
    this.#measured(figures);
  }

  /** @param {LineQuality} quality */
  #is(quality) {
    if (quality === this.#quality) return;
    this.#quality = quality;
    this.#changed();
  }
}
