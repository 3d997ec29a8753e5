/**
 * A channel from page to page for one short word at a time, always the newest: what it carries is a hint to be shown, and can
 * start nothing. Both sides know its number beforehand (W3C webrtc, 6.2, `negotiated`), so it is open as soon as the line is.
 */

/** More than anybody has to say; who says more is not listened to any longer. */
const MOST = 100;
const WITHIN_MS = 10_000;

export class ShortChannel {
  /** @type {RTCDataChannel | null} */
  #channel = null;
  #heard = 0;
  #since = 0;
  #pc;
  #label;
  #id;
  #word;
  #hear;

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {string} options.label
   * @param {number} options.id the same on both sides, and no other channel's
   * @param {() => object | null} options.word what is to be said now; null for nothing
   * @param {(data: unknown) => void} options.hear whatever a stranger sent
   */
  constructor(pc, { label, id, word, hear }) {
    this.#pc = pc;
    this.#label = label;
    this.#id = id;
    this.#word = word;
    this.#hear = hear;
  }

  /** Before the first description of this side is made, so that it has a line for it. */
  open() {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel(this.#label, { negotiated: true, id: this.#id, ordered: true });
    this.#channel.onopen = () => this.tell();
    this.#channel.onmessage = ({ data }) => this.#listen(data);
  }

  /** Says it as it is now. */
  tell() {
    const word = this.#word();
    if (word && this.#channel?.readyState === 'open') this.#channel.send(JSON.stringify(word));
  }

  /** @param {unknown} data */
  #listen(data) {
    const now = performance.now();
    if (now - this.#since > WITHIN_MS) [this.#since, this.#heard] = [now, 0];
    this.#heard += 1;
    if (this.#heard > MOST) return this.#channel?.close();
    this.#hear(data);
  }
}

/** @param {unknown} data what a stranger sent @param {number} longest characters @returns {Record<string, unknown> | null} */
export function readWord(data, longest) {
  if (typeof data !== 'string' || data.length > longest) return null;
  try {
    const word = JSON.parse(data);
    return typeof word === 'object' && word !== null && !Array.isArray(word) ? word : null;
  } catch {
    return null;
  }
}
