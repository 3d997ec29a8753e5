/**
 * How many of the packets before it each packet of the voice carries along once more (RFC 2198), by what is lost on the way,
 * and how long the other side has to wait with playing so that they come in time. Pure.
 *
 * A loss of n packets in a row is mended by n copies, and by one less where the codec has its own (RFC 6716, in-band FEC).
 * Losses come in bursts of two or three on radio; more copies than four cost more than they mend.
 */

const PACKET_MS = 20;
/** Up to this share of packets lost, so many. */
const LADDER = /** @type {const} */ ([
  [0.01, 1],
  [0.03, 2],
  [0.06, 3],
]);
const MOST = 4;
/** So long after the last heavy loss the copies stay: bursts are rare, and the next one is like the last. */
const HOLD_SAMPLES = 8;
/** A line whose delay grows by so much is full: anything twice would only fill it more. */
const FULL_MS = 250;

/** @typedef {{copies: number, calm: number, leastMs: number | null}} Copying `calm`: samples since as many were needed last */

/** @type {Copying} */
export const SPARE = Object.freeze({ copies: 1, calm: 0, leastMs: null });

/** @param {Copying} before @param {{loss: number | null, roundTripMs: number | null}} line @returns {Copying} */
export function copiesAfter(before, { loss, roundTripMs }) {
  const leastMs = roundTripMs === null ? before.leastMs : Math.min(before.leastMs ?? Infinity, roundTripMs);
  if (loss === null) return { ...before, leastMs };
  const full = roundTripMs !== null && leastMs !== null && roundTripMs > leastMs + FULL_MS;
  const needed = full ? 0 : (LADDER.find(([share]) => loss <= share)?.[1] ?? MOST);
  if (needed >= before.copies || full) return { copies: needed, calm: 0, leastMs };
  const calm = before.calm + 1;
  return calm < HOLD_SAMPLES ? { copies: before.copies, calm, leastMs } : { copies: before.copies - 1, calm: 0, leastMs };
}

/** With one copy a browser's own judgement is good enough. @param {number} copies @returns {number | null} */
export function waitFor(copies) {
  return copies <= 1 ? null : (copies + 1) * PACKET_MS;
}
