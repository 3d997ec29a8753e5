/**
 * How much of the own picture is sent, so that the voice stays clear: step by step down when the line does not carry both, and
 * one step up again after some good seconds. A step up that does not last makes the next one wait twice as long. Pure.
 */

/** @typedef {'full' | 'smaller' | 'smallest' | 'paused'} Rung */
/**
 * One measurement, of two seconds, of what becomes of what is sent from here.
 *
 * @typedef {object} Outward
 * @property {number | null} loss share of the voice's packets
 * @property {number | null} roundTripMs
 * @property {number | null} availableKbit what the browser believes the line to carry
 * @property {import('./line_quality.js').LineQuality} heard how well the other hears
 */
/**
 * `since`: measurements on this rung; `climbed`: it was come to from below; `patience`: how many times longer than usual the
 * next step up waits.
 *
 * @typedef {{rung: Rung, bad: number, good: number, since: number, climbed: boolean, patience: number}} Standing
 */

/** @type {readonly Rung[]} */
const RUNGS = ['full', 'smaller', 'smallest', 'paused'];
/** What a picture of this size needs to be worth it, kbit/s. */
const NEEDS_KBIT = { full: 250, smaller: 150, smallest: 80, paused: 0 };
const LIGHT = { loss: 0.05, roundTripMs: 600 };
const SEVERE_LOSS = 0.2;
const BAD_SAMPLES = 2;
const GOOD_SAMPLES = 3;
/** While nothing is sent that could show what the line carries: a longer look. */
const GOOD_SAMPLES_PAUSED = 5;
/** A browser learns what a line carries only by sending: so long a picture that is new is not judged. */
const LEARNS_SAMPLES = 3;
/** A step down so soon after one up was one up too early. */
const TOO_EARLY_SAMPLES = 8;
const MOST_PATIENCE = 8;

/** @type {Standing} */
export const FULL = Object.freeze({ rung: 'full', bad: 0, good: 0, since: 0, climbed: false, patience: 1 });

/** @param {Standing} before @param {Outward} line @returns {Standing} */
export function pictureAfter(before, line) {
  const learning = before.rung !== 'paused' && before.since < LEARNS_SAMPLES;
  const room = learning || before.rung === 'paused' ? null : line.availableKbit;
  const trouble = troubleOf(before.rung, { ...line, availableKbit: room });
  const since = before.since + 1;
  if (trouble === 'none') return better({ ...before, since, bad: 0, good: learning ? 0 : before.good + 1 });
  const on = { ...before, since, good: 0, bad: trouble === 'light' ? before.bad + 1 : BAD_SAMPLES };
  return on.bad < BAD_SAMPLES ? on : worse(on, trouble);
}

/**
 * `severe`: the voice itself suffers. `no_room`: for any picture. Packets that are lost while the voice is heard well are no
 * reason to take the picture away, only to make it small.
 *
 * @param {Rung} rung @param {Outward} line @returns {'none' | 'light' | 'severe' | 'no_room'}
 */
function troubleOf(rung, { loss, roundTripMs, availableKbit, heard }) {
  const room = availableKbit ?? Infinity;
  if (room < NEEDS_KBIT.smallest) return 'no_room';
  if (heard === 'bad' || (loss ?? 0) > SEVERE_LOSS) return 'severe';
  const light = heard === 'weak' || (loss ?? 0) > LIGHT.loss || (roundTripMs ?? 0) > LIGHT.roundTripMs || room < NEEDS_KBIT[rung];
  return light ? 'light' : 'none';
}

/** @param {Standing} on @param {'light' | 'severe' | 'no_room'} trouble @returns {Standing} */
function worse(on, trouble) {
  const next = trouble === 'no_room' ? 'paused' : RUNGS[RUNGS.indexOf(on.rung) + 1];
  if (next === undefined || (next === 'paused' && trouble === 'light')) return { ...on, bad: 0 };
  const early = on.climbed && on.since <= TOO_EARLY_SAMPLES;
  return { rung: next, bad: 0, good: 0, since: 0, climbed: false, patience: early ? Math.min(MOST_PATIENCE, on.patience * 2) : on.patience };
}

/** @param {Standing} on @returns {Standing} */
function better(on) {
  const next = RUNGS[RUNGS.indexOf(on.rung) - 1];
  if (next === undefined) return on.since > TOO_EARLY_SAMPLES ? { ...on, patience: 1 } : on; // it has lasted
  const wait = (on.rung === 'paused' ? GOOD_SAMPLES_PAUSED : GOOD_SAMPLES) * on.patience;
  return on.good < wait ? on : { rung: next, bad: 0, good: 0, since: 0, climbed: true, patience: on.patience };
}
