/**
 * How long to wait before trying again: the first try at once, later ones ever longer and never in step with other pages.
 */

const FIRST_MS = 200;
/** A node that ends sends all its pages away at once. */
const SPREAD_MS = 500;
/** Somebody is in the middle of a talk: once the network is back, the page must be as well. */
const LONGEST_MS = 2000;

/**
 * @param {number} attempt counted from 0
 * @param {() => number} [random] in [0, 1)
 */
export function backoffMs(attempt, random = Math.random) {
  if (attempt === 0) return 0;
  return Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.5 + random() / 2));
}

/** Before the first try of one page among many that lose their node. @param {() => number} [random] */
export function spreadMs(random = Math.random) {
  return Math.round(SPREAD_MS * random());
}
