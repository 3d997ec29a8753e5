/**
 * How good the other's voice was, as people would mark it from 1 (bad) to 4.4 (as good as a telephone can be). Pure.
 *
 * The E-model of ITU-T G.107 (06/2015), with all at its default but two: the delay, in the short form of Cole and Rosenbluth
 * (ACM SIGCOMM CCR 31(2), 2001, eq. 1), and what is missing, by G.107 section 7.4 with the random-loss robustness of G.711 with
 * concealment (Bpl 25.1, G.113 appendix I), for want of a published one of Opus. Missing is what was made up when played,
 * after redundancy has mended what it could.
 *
 * It leaves out: echo, noise, loudness, the wider band of Opus (which sounds better than this scale goes), how losses come in
 * bursts (BurstR is 1), and whatever the browser does to be in time again. It compares calls; it is no verdict of a person.
 */

const BEST_R = 93.2;
/** Opus with 20 ms frames looks ahead 6.5 ms (RFC 6716, 2). */
const CODEC_MS = 26.5;
const LONG_MS = 177.3;
const BPL = 25.1;

/** @param {{concealed: number | null, roundTripMs: number | null, bufferMs: number | null}} figures @returns {number | null} */
export function mosOf({ concealed, roundTripMs, bufferMs }) {
  if (concealed === null || roundTripMs === null) return null;
  const delayMs = roundTripMs / 2 + (bufferMs ?? 0) + CODEC_MS;
  const delayed = 0.024 * delayMs + (delayMs > LONG_MS ? 0.11 * (delayMs - LONG_MS) : 0);
  const percent = concealed * 100;
  const missing = 95 * (percent / (percent + BPL));
  return fromR(BEST_R - delayed - missing);
}

/** G.107 annex B. @param {number} r */
function fromR(r) {
  if (r <= 0) return 1;
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
