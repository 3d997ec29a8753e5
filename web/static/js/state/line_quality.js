/**
 * How well one hears over a line: by what is missing in the sound that is played, after all that repairs it. Pure.
 */

/** @typedef {'good' | 'weak' | 'bad' | 'unknown'} LineQuality */

const WEAK = { gaps: 0.02, roundTripMs: 400 };
const BAD = { gaps: 0.08, roundTripMs: 800 };
const WORST_FIRST = /** @type {const} */ (['bad', 'weak', 'good', 'unknown']);

/** Where a browser does not tell what it has made up, what was lost on the way stands for it.
 * @param {import('./line_figures.js').LineFigures | null} figures @returns {LineQuality} */
export function qualityOf(figures) {
  const gaps = figures && (figures.lossIn === null ? null : (figures.concealed ?? figures.lossIn));
  if (!figures || gaps === null) return 'unknown';
  const delay = figures.roundTripMs ?? 0;
  if (gaps > BAD.gaps || delay > BAD.roundTripMs) return 'bad';
  return gaps > WEAK.gaps || delay > WEAK.roundTripMs ? 'weak' : 'good';
}

/** @param {...LineQuality} qualities @returns {LineQuality} */
export function worst(...qualities) {
  return WORST_FIRST.find((one) => qualities.includes(one)) ?? 'unknown';
}
