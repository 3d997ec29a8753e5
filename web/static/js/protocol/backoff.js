/**
 * How long to wait before trying again: the first try at once, later ones ever longer and never in step with other pages.
 */

const FIRST_MS = 200;
const LONGEST_MS = 8000;

/**
 * @param {number} attempt counted from 0
 * @param {() => number} [random] in [0, 1)
 */
export function backoffMs(attempt, random = Math.random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(attempt === 0 ? FIRST_MS : ceiling * (0.5 + random() / 2));
}
