/**
 * Measures a connection with the browser's own statistics (W3C webrtc-stats). Of addresses nothing is told.
 */

import { selectedPair } from './talk_path.js';

/** @typedef {import('../state/line_figures.js').LineSample} LineSample */

/** @param {RTCPeerConnection} connection @returns {Promise<LineSample>} */
export async function sampleLine(connection) {
  const reports = await connection.getStats();
  const all = [...reports.values()];
  const of = (/** @type {string} */ type, /** @type {string} */ kind) => all.find((report) => report.type === type && report.kind === kind) ?? {};
  const [voice, picture, voiceThere] = [of('inbound-rtp', 'audio'), of('inbound-rtp', 'video'), of('remote-inbound-rtp', 'audio')];
  const pair = selectedPair(all, reports) ?? {};
  return {
    atMs: performance.now(),
    received: voice.packetsReceived ?? 0,
    lost: voice.packetsLost ?? 0,
    concealed: voice.concealedSamples ?? 0,
    samples: voice.totalSamplesReceived ?? 0,
    jitterMs: inMs(voice.jitter),
    buffered: { seconds: voice.jitterBufferDelay ?? 0, samples: voice.jitterBufferEmittedCount ?? 0 },
    lossThere: voiceThere.fractionLost ?? null,
    roundTripMs: inMs(pair.currentRoundTripTime),
    bytesIn: pair.bytesReceived ?? 0,
    bytesOut: pair.bytesSent ?? 0,
    availableKbit: pair.availableOutgoingBitrate === undefined ? null : pair.availableOutgoingBitrate / 1000,
    relayed: [pair.localCandidateId, pair.remoteCandidateId].some((id) => reports.get(id)?.candidateType === 'relay'),
    picture: { frames: picture.framesDecoded ?? 0, width: picture.frameWidth ?? 0, height: picture.frameHeight ?? 0 },
    freezes: picture.freezeCount ?? 0,
    freezeMs: (picture.totalFreezesDuration ?? 0) * 1000,
  };
}

/** @param {number | undefined} seconds */
function inMs(seconds) {
  return seconds === undefined ? null : seconds * 1000;
}
