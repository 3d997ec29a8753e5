/**
 * Where to go after signing in: a path of this site and nothing else, whatever the address bar says.
 */

/**
 * @param {string | null} wanted the `next` of the query
 * @param {string} fallback
 * @returns {string} a path with its query and fragment; `fallback` for anything that could lead elsewhere
 */
export function nextPath(wanted, fallback) {
  if (!wanted || !/^\/(?![/\\])/.test(wanted)) return fallback;
  const here = new URL('https://here.invalid');
  let there;
  try {
    there = new URL(wanted, here);
  } catch {
    return fallback;
  }
  // URL() drops tabs and line breaks and turns backslashes round: what it made of the text is what counts.
  if (there.origin !== here.origin || there.pathname.startsWith('//')) return fallback;
  return there.pathname + there.search + there.hash;
}

/**
 * The sign-in page that leads back to where somebody is now.
 *
 * @param {{pathname: string, search: string}} location
 */
export function signinPath({ pathname, search }) {
  return `/signin?next=${encodeURIComponent(pathname + search)}`;
}
