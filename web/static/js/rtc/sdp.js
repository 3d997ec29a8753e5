/**
 * The little that is read from session descriptions by hand. Pure.
 */

/**
 * Which connection wrote it: the session id of RFC 8866 section 5.2, the same for all descriptions of one connection.
 *
 * @param {string} sdp
 */
export function sessionOf(sdp) {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? '';
}
