/**
 * Text as it is typed, from page to page: the whole of what stands in the field, each time. It passes no server, and is kept
 * nowhere. Ordered and reliable, as T.140 wants it (RFC 8865).
 */

const ID = 1;
const LONGEST = 2000;
/** Far more than anybody types; who says more is not listened to any longer. */
const MOST = 60;
const WITHIN_MS = 2000;
/** Where so much waits to go out the line hardly moves: another way is quicker. */
const MOST_WAITING = 16_384;

export class TypingChannel {
  /** @type {RTCDataChannel | null} */
  #channel = null;
  #said = 0;
  #since = 0;
  #pc;
  #heard;

  /** @param {RTCPeerConnection} pc @param {{heard: (text: string) => void}} options */
  constructor(pc, { heard }) {
    this.#pc = pc;
    this.#heard = heard;
  }

  /** Together with the other channels, before this side describes itself. */
  open() {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel('typing', { negotiated: true, id: ID, ordered: true });
    this.#channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** @param {string} text @returns {boolean} whether it went out */
  say(text) {
    if (this.#channel?.readyState !== 'open' || this.#channel.bufferedAmount > MOST_WAITING) return false;
    this.#channel.send(text.slice(0, LONGEST));
    return true;
  }

  /** @param {unknown} data what a stranger sent */
  #hear(data) {
    const now = performance.now();
    if (now - this.#since > WITHIN_MS) [this.#since, this.#said] = [now, 0];
    this.#said += 1;
    if (this.#said > MOST) return this.#channel?.close();
    if (typeof data === 'string' && data.length <= LONGEST) this.#heard(data);
  }
}
