/**
 * The little that is read from session descriptions by hand. Pure.
 */

/** What a line is taken to carry until it is measured, kbit/s: twice what Chromium takes by itself (decision 0059). */
const BEGINNING_KBIT_S = 600;

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

/**
 * The other side's description, for this browser to begin with more than it would. Chromium takes each line for one of 300
 * kbit/s, and learns little more of it in a lobby, where next to nothing is sent: the first picture then leaves over a third of
 * a second. From `x-google-start-bitrate` of a codec on it begins by probing for a multiple of that, and so knows a narrow line
 * for what it is before the click. Other browsers pass over a parameter they do not know (RFC 8866, 6.15).
 *
 * @param {string} sdp
 */
export function beginningWide(sdp) {
  const begin = `x-google-start-bitrate=${BEGINNING_KBIT_S}`;
  const codecs = (/** @type {RegExp} */ named) => new Set([...sdp.matchAll(named)].map(([, codec]) => codec));
  const [pictures, described] = [codecs(/^a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\/90000/gm), codecs(/^a=fmtp:(\d+) /gm)];
  return sdp.replace(/^a=(rtpmap|fmtp):(\d+) .*$/gm, (line, /** @type {string} */ kind, /** @type {string} */ codec) => {
    if (!pictures.has(codec)) return line;
    if (kind === 'fmtp') return `${line};${begin}`;
    return described.has(codec) ? line : `${line}\r\na=fmtp:${codec} ${begin}`;
  });
}
