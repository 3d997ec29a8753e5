/**
 * The worker through which a voice goes on its way to the line (W3C webrtc-encoded-transform). It sees encoded sound and
 * nothing else; what it does not understand passes as it is.
 */

import { Redundancy } from './redundancy.js';

/** @type {Map<number, {redundancy: Redundancy, payloadType: number | null}>} */
const voices = new Map();

/** @param {number} voice */
function voiceOf(voice) {
  const known = voices.get(voice) ?? { redundancy: new Redundancy(), payloadType: null };
  voices.set(voice, known);
  return known;
}

/** @param {{transformer: {readable: ReadableStream, writable: WritableStream, options: {voice: number}}}} event */
function send({ transformer: { readable, writable, options } }) {
  const known = voiceOf(options.voice);
  const more = new TransformStream({
    /** @param {any} frame an RTCEncodedAudioFrame @param {TransformStreamDefaultController} next */
    transform(frame, next) {
      const { payloadType, rtpTimestamp = frame.timestamp } = frame.getMetadata();
      const packet = known.payloadType !== null && payloadType === known.payloadType ? known.redundancy.write(new Uint8Array(frame.data), rtpTimestamp) : null;
      if (packet) frame.data = packet.buffer;
      next.enqueue(frame);
    },
  });
  const over = () => voices.delete(options.voice);
  readable.pipeThrough(more).pipeTo(writable).then(over, over);
}

addEventListener('rtctransform', (event) => send(/** @type {any} */ (event)));
addEventListener('message', ({ data: { voice, copies, payloadType } }) => {
  const known = voiceOf(voice);
  known.payloadType = payloadType;
  known.redundancy.copies = copies;
});
postMessage('here');
