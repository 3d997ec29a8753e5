/**
 * What two measurements of a connection say about the line. Pure.
 */

/** @typedef {'good' | 'weak' | 'bad' | 'unknown'} LineQuality */
/** @typedef {{received: number, lost: number, roundTripMs: number | null}} LineSample packets are counted from the beginning */

const FEWEST = 20;

/** @param {LineSample | null} before @param {LineSample | null} now @returns {LineQuality} */
export function lineQuality(before, now) {
  if (!before || !now) return 'unknown';
  const received = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  if (received + lost < FEWEST) return 'unknown';
  const loss = lost / (received + lost);
  const delay = now.roundTripMs ?? 0;
  if (loss > 0.1 || delay > 800) return 'bad';
  return loss > 0.03 || delay > 400 ? 'weak' : 'good';
}
