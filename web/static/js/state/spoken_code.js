/**
 * A short code as it is read out over the telephone: in groups small enough to keep in mind.
 */

/**
 * Groups of three; what is left over makes the last groups two or four long, never one.
 *
 * @param {string} code with or without blanks and hyphens
 * @returns {string[]}
 */
export function groups(code) {
  const rest = [...code.replace(/[\s-]/g, '')];
  const found = [];
  while (rest.length > 4) found.push(rest.splice(0, 3).join(''));
  if (rest.length > 0) found.push(rest.join(''));
  return found;
}
