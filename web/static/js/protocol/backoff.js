/**
 * How long to wait before trying again: the first try at once, later ones ever later and never in step with other pages.
 *
 * Between two bounds. Somebody may be in the middle of a talk: once the network is back, the page must be within seconds.
 * And Chromium makes a page wait for its next socket once many of its tries have failed within minutes: by nothing after
 * 20, half a second after 25, five seconds after 50 (measured with 156). In a minute of darkness these pauses make some
 * 20 tries: a try that hangs is given two seconds by its owner and short pauses, one that fails at once gets long ones.
 * A thousand pages without their server make some 350 tries a second, and 150 after a minute and a half.
 */

const FIRST_MS = 200;
/** A node that ends sends all its pages away at once. */
const SPREAD_MS = 500;
const LONGEST_MS = 1000;
const LONGEST_REFUSED_MS = 3200;
/** Some ninety seconds: by then the others wait no longer, and nobody is in a hurry. */
const MANY = 32;
const LONGEST_AFTER_MANY_MS = 8000;

/**
 * @param {number} attempt counted from 0
 * @param {{refused?: boolean, random?: () => number}} [how] `refused`: the last try failed at once; `random` in [0, 1)
 */
export function backoffMs(attempt, { refused = false, random = Math.random } = {}) {
  if (attempt === 0) return 0;
  const longest = attempt >= MANY ? LONGEST_AFTER_MANY_MS : refused ? LONGEST_REFUSED_MS : LONGEST_MS;
  const least = refused ? 0.75 : 0.5;
  return Math.round(Math.min(longest, FIRST_MS * 2 ** attempt) * (least + random() * (1 - least)));
}

/** Before the first try of one page among many that lose their node. @param {() => number} [random] */
export function spreadMs(random = Math.random) {
  return Math.round(SPREAD_MS * random());
}
