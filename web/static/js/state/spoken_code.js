/**
 * A short code as it is read out over the telephone: in groups small enough to keep in mind.
 */

/**
 * Groups of three or of four, all alike where that is possible; a digit never stands alone.
 *
 * @param {string} code with or without blanks and hyphens
 * @returns {string[]}
 */
export function groups(code) {
  const rest = [...code.replace(/[\s-]/g, '')];
  const size = rest.length % 3 !== 0 && rest.length % 4 === 0 ? 4 : 3;
  const found = [];
  while (rest.length > 4) found.push(rest.splice(0, size).join(''));
  if (rest.length > 0) found.push(rest.join(''));
  return found;
}
