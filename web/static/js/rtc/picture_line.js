/**
 * How much of the picture goes over one connection. The camera, its light and what its person has chosen are not touched: a
 * picture that is paused is only not sent.
 */

/** @typedef {import('../state/picture_ladder.js').Rung} Rung */

/** Of a face: movement says more than sharpness. Of a screen that is shared it is the other way round. */
const LIMITS = /** @type {const} */ ({
  full: {},
  smaller: { lines: 360, maxFramerate: 20, maxBitrate: 350_000 },
  smallest: { lines: 180, maxFramerate: 12, maxBitrate: 150_000 },
});
const FIRST = { lines: 180 };

/** @param {RTCRtpSender} sender @param {Rung} rung @param {{first?: boolean}} [how] what comes first is to be there at once */
export async function limitPicture(sender, rung, { first = false } = {}) {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding) return;
  const written = sender.track?.contentHint === 'detail' || sender.track?.contentHint === 'text';
  parameters.degradationPreference = written ? 'maintain-resolution' : 'maintain-framerate';
  encoding.active = rung !== 'paused';
  if (rung !== 'paused') limit(encoding, { ...LIMITS[rung], ...(first && FIRST) }, written ? 0 : linesOf(sender.track));
  await sender.setParameters(parameters).catch(() => {}); // the line has just been closed
}

/** Of the shorter side: a phone that is held upright has as good a picture as one that lies. @param {MediaStreamTrack | null} track */
function linesOf(track) {
  const { width = 0, height = 0 } = track?.getSettings?.() ?? {};
  return Math.min(width, height);
}

/** @param {RTCRtpEncodingParameters} encoding @param {{lines?: number, maxFramerate?: number, maxBitrate?: number}} to @param {number} lines of the picture as it is taken; 0 to leave its size */
function limit(encoding, { lines: most, maxFramerate, maxBitrate }, lines) {
  encoding.scaleResolutionDownBy = most === undefined || lines === 0 ? 1 : Math.max(1, lines / most);
  if (maxFramerate === undefined) delete encoding.maxFramerate;
  else encoding.maxFramerate = maxFramerate;
  if (maxBitrate === undefined) delete encoding.maxBitrate;
  else encoding.maxBitrate = maxBitrate;
}
