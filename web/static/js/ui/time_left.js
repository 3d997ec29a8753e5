/**
 * How far away a moment is, in the largest unit that still says something: "in 5 hours", "2 days ago".
 */

import { serverNow } from '../protocol/server_clock.js';
import { writing } from './words.js';

const UNITS = /** @type {const} */ ([['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]]);
/** Two days are said as days, one and a half as hours. */
const ENOUGH = 2;

/** @param {string} at @param {number} [now] */
export function timeLeft(at, now = serverNow()) {
  const ms = Date.parse(at) - now;
  const [unit, size] = UNITS.find(([name, length]) => Math.abs(ms) >= length * (name === 'minute' ? 0 : ENOUGH)) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(writing(), { numeric: 'always' }).format(Math.trunc(ms / size), unit);
}
