/**
 * Whether the other can still be heard well enough to talk. Where not, text takes over, and after a while the offer to be
 * called back; all in the same call. Pure.
 */

/** @typedef {'heard' | 'failing' | 'lost'} Sound */
/** @typedef {{sound: Sound, bad: number, good: number}} Hearing */

/** Nobody follows a voice of which a third is made up. */
const NOT_FOLLOWED = 0.3;
const FOLLOWED = 0.12;
/** Measurements, of two seconds each. */
const FAILING = 3;
const LOST = 13;
const BACK = 3;

/** @type {Hearing} */
export const HEARD = Object.freeze({ sound: 'heard', bad: 0, good: 0 });

/**
 * @param {Hearing} before
 * @param {{expected: boolean, arrived: boolean, concealed: number | null}} sample `expected`: the other one is there and sends a voice
 * @returns {Hearing}
 */
export function soundAfter(before, { expected, arrived, concealed }) {
  if (!expected) return HEARD;
  const missing = arrived ? (concealed ?? 0) : 1;
  if (missing > NOT_FOLLOWED) return troubled(before.bad + 1, before.sound);
  if (missing > FOLLOWED) return { ...before, good: 0 };
  const good = before.good + 1;
  return before.sound === 'heard' || good >= BACK ? HEARD : { ...before, good };
}

/** @param {number} bad @param {Sound} before @returns {Hearing} */
function troubled(bad, before) {
  if (bad >= LOST) return { sound: 'lost', bad, good: 0 };
  return { sound: bad >= FAILING ? 'failing' : before, bad, good: 0 };
}

/** In either direction: who is not heard has as little of the talk as who does not hear. @param {{sound: Sound, soundThere: Sound}} ladder */
export function isLost({ sound, soundThere }) {
  return sound === 'lost' || soundThere === 'lost';
}

/** Told once for each time the voice stops getting through: whoever closes the text then wants it closed. */
export class TroubleWatch {
  #before = false;

  /** @param {{sound: Sound, soundThere: Sound}} ladder @returns {boolean} whether it has just begun */
  begins({ sound, soundThere }) {
    const now = sound !== 'heard' || soundThere !== 'heard';
    const begun = now && !this.#before;
    this.#before = now;
    return begun;
  }
}
