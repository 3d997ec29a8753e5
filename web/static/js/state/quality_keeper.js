/**
 * Keeps what was measured of the line until the server has it: some at a time, and the rest when the talk is over.
 */

import { mosOf } from './mos.js';

/** @typedef {import('./line_figures.js').LineFigures} LineFigures */
/** @typedef {import('../protocol/wire.js').LineSample} LineSample */

const AT_ONCE = 5;
/** While the line to the server is down, two minutes of it; what is older is not missed more than the call itself. */
const MOST_KEPT = 60;

export class QualityKeeper {
  /** @type {(Omit<LineSample, 'ago_ms'> & {atMs: number})[]} */
  #kept = [];
  #tell;

  /** @param {(samples: LineSample[]) => boolean} tell false when that could not be sent */
  constructor(tell) {
    this.#tell = tell;
  }

  /** @param {LineFigures} figures @param {import('./picture_ladder.js').Rung} sent how much of the own picture was sent meanwhile */
  measured(figures, sent) {
    this.#kept = [...this.#kept, sampleOf(figures, sent)].slice(-MOST_KEPT);
    if (this.#kept.length % AT_ONCE === 0) this.flush();
  }

  /** What is left. */
  flush() {
    if (this.#kept.length === 0) return;
    const now = performance.now();
    if (this.#tell(this.#kept.map(({ atMs, ...sample }) => ({ ago_ms: Math.max(0, Math.round(now - atMs)), ...sample })))) this.#kept = [];
  }
}

/** @param {LineFigures} figures @param {import('./picture_ladder.js').Rung} sent */
function sampleOf(figures, sent) {
  const { picture } = figures;
  return {
    atMs: performance.now(),
    mos: digits(mosOf(figures), 2),
    loss_in: digits(figures.lossIn, 4),
    loss_out: digits(figures.lossOut, 4),
    concealed: digits(figures.concealed, 4),
    round_trip_ms: digits(figures.roundTripMs, 0),
    jitter_ms: digits(figures.jitterMs, 0),
    kbit_in: Math.round(figures.kbitIn),
    kbit_out: Math.round(figures.kbitOut),
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    fps: picture ? Math.round(picture.fps) : null,
    freezes: figures.freezes,
    freeze_ms: Math.round(figures.freezeMs),
    sent,
    relayed: figures.relayed,
  };
}

/** @param {number | null} value @param {number} after the point */
function digits(value, after) {
  return value === null ? null : Number(value.toFixed(after));
}
