/**
 * More copies of the voice than a browser makes by itself: it goes through a worker on its way to the line (W3C
 * webrtc-encoded-transform), which every page has one of, made before it is needed.
 *
 * Chromium lets a sender past a transform that is given to it later, so each sender gets one at once, and it does nothing until
 * it is told a number of copies. A worker that is not there by then is not waited for: without it the browser's own copy is sent.
 */

const RED = 'audio/red';
/** @type {Worker | null} once it has said that it is there */
let worker = null;
let voices = 0;

/** At page open. */
export function prepareCopies() {
  if (!('RTCRtpScriptTransform' in globalThis)) return;
  const made = new Worker(new URL('./redundancy_worker.js', import.meta.url), { type: 'module' });
  made.onmessage = () => (worker = made);
  made.onerror = () => (worker = null); // whose voice goes through it already is a browser's trouble: nothing of ours throws there
}

export class VoiceCopies {
  #voice = (voices += 1);
  /** @type {RTCRtpSender | null} */
  #sender = null;

  /** As soon as there is one. @param {RTCRtpSender} sender */
  attach(sender) {
    if (!worker || this.#sender) return;
    this.#sender = sender;
    sender.transform = new RTCRtpScriptTransform(worker, { voice: this.#voice });
  }

  /** From now on so many; one is what the browser makes by itself. @param {number} copies */
  send(copies) {
    const codec = this.#sender?.getParameters().codecs?.[0];
    if (codec?.mimeType.toLowerCase() !== RED) return;
    worker?.postMessage({ voice: this.#voice, copies: copies === 1 ? null : copies, payloadType: codec.payloadType });
  }

  close() {
    if (this.#sender) worker?.postMessage({ voice: this.#voice, copies: null, payloadType: null });
  }
}
