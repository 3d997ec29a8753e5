/**
 * Whether a camera really gives pictures. Phones leave one frozen after the page was out of sight, with a track that says it is live.
 */

/** A camera that wakes up by itself needs this long. */
const FIRST_MS = 700;
const BETWEEN_MS = 1500;
/** In that time a camera gives more, also in the dark. A frozen one's last picture is counted again whenever the line is told to send it otherwise. */
const FEW = 4;
const LOOKS = 3;

/**
 * @param {MediaStreamTrack} track as it comes from the device
 * @param {RTCPeerConnection | null} connection that sends a copy of it, if there is one
 * @param {AbortSignal} signal
 * @returns {Promise<boolean | null>} null where this browser does not tell
 */
export async function givesPictures(track, connection, signal) {
  await pause(FIRST_MS, signal);
  let before = await countFrames(track, connection);
  for (let look = 0; look < LOOKS; look += 1) {
    await pause(BETWEEN_MS, signal);
    const after = await countFrames(track, connection);
    if (before === null || after === null || signal.aborted) return null;
    if (after === before) return false;
    if (after - before > FEW) return true;
    before = after;
  }
  return true;
}

/** Pictures since the track began. @param {MediaStreamTrack} track @param {RTCPeerConnection | null} connection @returns {Promise<number | null>} */
async function countFrames(track, connection) {
  const { stats } = /** @type {{stats?: {totalFrames?: number} | null}} */ (track); // W3C mediacapture-extensions, Chromium so far
  if (stats?.totalFrames !== undefined) return stats.totalFrames;
  for (const report of (await connection?.getStats().catch(() => null))?.values() ?? []) {
    if (report.type === 'media-source' && report.kind === 'video' && report.frames !== undefined) return report.frames;
  }
  return null;
}

/** @param {number} ms @param {AbortSignal} signal ends it early */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
  });
}
