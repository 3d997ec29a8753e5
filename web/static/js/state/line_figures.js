/**
 * What two measurements of a connection say of the time between them. Pure.
 */

/**
 * Counted from the beginning of the connection, but for what is as it is now: the jitter, the round trip, what is available
 * (kbit/s), and the share of our packets that the other browser last missed.
 *
 * @typedef {object} LineSample
 * @property {number} atMs
 * @property {number} received packets of the other's voice
 * @property {number} lost
 * @property {number} concealed samples that were made up because nothing had come
 * @property {number} samples all that were played
 * @property {number | null} jitterMs
 * @property {{seconds: number, samples: number}} buffered how long samples of the voice waited to be played, in all
 * @property {number | null} lossThere
 * @property {number | null} roundTripMs
 * @property {number} bytesIn
 * @property {number} bytesOut
 * @property {number | null} availableKbit
 * @property {boolean} relayed
 * @property {{frames: number, width: number, height: number}} picture of the other
 * @property {number} freezes
 * @property {number} freezeMs
 */
/**
 * Of some seconds. Losses are shares of the voice's packets, `concealed` of the sound that was played; null is not known.
 *
 * @typedef {object} LineFigures
 * @property {number} arrived packets of the other's voice
 * @property {number | null} lossIn
 * @property {number | null} lossOut as the other browser reports it
 * @property {number | null} concealed
 * @property {number | null} roundTripMs
 * @property {number | null} jitterMs
 * @property {number | null} bufferMs how long the voice waited to be played
 * @property {number} kbitIn
 * @property {number} kbitOut
 * @property {number | null} availableKbit
 * @property {boolean} relayed
 * @property {{width: number, height: number, fps: number} | null} picture
 * @property {number} freezes
 * @property {number} freezeMs
 */

/** A share of fewer packets says nothing. */
const FEWEST = 20;

/** @param {LineSample | null} before @param {LineSample | null} now @returns {LineFigures | null} null when they are not of one connection */
export function figuresOf(before, now) {
  if (!before || !now || now.received < before.received || now.samples < before.samples || now.bytesIn < before.bytesIn) return null;
  const seconds = Math.max(0.001, (now.atMs - before.atMs) / 1000);
  const arrived = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  const played = now.samples - before.samples;
  const frames = now.picture.frames - before.picture.frames;
  return {
    arrived,
    lossIn: arrived + lost < FEWEST ? null : lost / (arrived + lost),
    lossOut: now.lossThere,
    concealed: played <= 0 ? null : Math.min(1, Math.max(0, now.concealed - before.concealed) / played),
    roundTripMs: now.roundTripMs,
    jitterMs: now.jitterMs,
    bufferMs: waited(before.buffered, now.buffered),
    kbitIn: ((now.bytesIn - before.bytesIn) * 8) / 1000 / seconds,
    kbitOut: ((now.bytesOut - before.bytesOut) * 8) / 1000 / seconds,
    availableKbit: now.availableKbit,
    relayed: now.relayed,
    picture: frames > 0 ? { width: now.picture.width, height: now.picture.height, fps: frames / seconds } : null,
    freezes: Math.max(0, now.freezes - before.freezes),
    freezeMs: Math.max(0, now.freezeMs - before.freezeMs),
  };
}

/** @param {LineSample['buffered']} before @param {LineSample['buffered']} now */
function waited(before, now) {
  const samples = now.samples - before.samples;
  return samples > 0 ? (1000 * (now.seconds - before.seconds)) / samples : null;
}
