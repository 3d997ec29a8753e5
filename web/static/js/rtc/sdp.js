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

/**
 * Which set of keys of ICE it has (RFC 8839 section 5.4): another one after each restart.
 *
 * @param {string} sdp
 */
export function keysOf(sdp) {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '';
}

/**
 * An answer says which offer it answers: SDP itself does not, and an offer may have been made anew meanwhile. A browser
 * passes over a line it does not know (RFC 8866 section 5.13).
 *
 * @param {string} answer @param {string} offer
 */
export function answering(answer, offer) {
  return `${answer}a=x-answers:${keysOf(offer)}\r\n`;
}

/** Whether it may be the answer to this offer. @param {string} answer @param {string} offer */
export function answers(answer, offer) {
  const named = /^a=x-answers:(\S*)/m.exec(answer)?.[1];
  return named === undefined || named === keysOf(offer);
}
