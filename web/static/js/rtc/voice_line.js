/**
 * How the voice goes over one connection: which codec, and how long the other's waits here for its own. A browser that knows
 * none of it sends plain Opus with its own in-band FEC.
 */

const RED = 'audio/red';

/** Before the first offer or answer that has this line in it. @param {RTCRtpTransceiver} transceiver */
export function preferRedundancy(transceiver) {
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.('audio')?.codecs ?? [];
  const redundant = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === RED);
  if (redundant.length === 0) return;
  try {
    transceiver.setCodecPreferences([...redundant, ...codecs.filter((codec) => !redundant.includes(codec))]);
  } catch {
    // An older browser refuses what it names itself: plain Opus is what it has.
  }
}

/** How long the other's voice waits to be played; null: as the browser judges. @param {RTCRtpReceiver} receiver @param {number | null} ms */
export function waitWithPlaying(receiver, ms) {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = ms;
}
