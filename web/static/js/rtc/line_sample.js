/**
 * Measures a connection with the browser's own statistics (W3C webrtc-stats).
 */

/**
 * @param {RTCPeerConnection} connection
 * @returns {Promise<import('../state/line_quality.js').LineSample>}
 */
export async function sampleLine(connection) {
  let [received, lost] = [0, 0];
  /** @type {number | null} */
  let roundTripMs = null;
  for (const report of (await connection.getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'audio') {
      received += report.packetsReceived ?? 0;
      lost += report.packetsLost ?? 0;
    }
    if (report.type === 'candidate-pair' && report.nominated && report.currentRoundTripTime !== undefined) {
      roundTripMs = report.currentRoundTripTime * 1000;
    }
  }
  return { received, lost, roundTripMs };
}
