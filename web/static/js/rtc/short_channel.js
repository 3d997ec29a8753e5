/**
 * A channel from page to page for one short word at a time, always the newest: what it carries is a hint to be shown, and can
 * start nothing. Both sides know its number beforehand (W3C webrtc, 6.2, `negotiated`), so it is open as soon as the line is.
 *
 * A word that is lost SCTP sends again after its own timer only, 0.4 s and more (RFC 9260, 6.3): each is said three times, and
 * none waits for one before it. Words are numbered, so that the newest counts however they come.
 */

/** More than anybody has to say; who says more is not listened to any longer. */
const MOST = 100;
const WITHIN_MS = 10_000;
const LONGEST = 120;
/** After the first time: close together, so that the second is there soon, and not all in one burst of loss. */
const AGAIN_MS = [20, 60];

export class ShortChannel {
  /** @type {RTCDataChannel | null} */
  #channel = null;
  #heard = 0;
  #since = 0;
  #said = 0;
  #newest = 0;
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
   * @param {(word: Record<string, unknown>) => void} options.hear whatever a stranger said
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
    this.#channel = this.#pc.createDataChannel(this.#label, { negotiated: true, id: this.#id, ordered: false });
    this.#channel.onopen = () => this.tell();
    this.#channel.onmessage = ({ data }) => this.#listen(data);
  }

  /** Says it as it is now. */
  tell() {
    const word = this.#word();
    if (!word || this.#channel?.readyState !== 'open') return;
    const text = JSON.stringify({ ...word, n: ++this.#said });
    this.#send(text);
    for (const ms of AGAIN_MS) setTimeout(() => this.#send(text), ms);
  }

  /** @param {string} text */
  #send(text) {
    if (this.#channel?.readyState === 'open') this.#channel.send(text);
  }

  /** @param {unknown} data */
  #listen(data) {
    const now = performance.now();
    if (now - this.#since > WITHIN_MS) [this.#since, this.#heard] = [now, 0];
    this.#heard += 1;
    if (this.#heard > MOST) return this.#channel?.close();
    const { n, ...word } = readWord(data) ?? {};
    if (!Number.isSafeInteger(n) || Number(n) <= this.#newest) return;
    this.#newest = Number(n);
    this.#hear(word);
  }
}

/** @param {unknown} data what a stranger sent @returns {Record<string, unknown> | null} */
function readWord(data) {
  if (typeof data !== 'string' || data.length > LONGEST) return null;
  try {
    const word = JSON.parse(data);
    return typeof word === 'object' && word !== null && !Array.isArray(word) ? word : null;
  } catch {
    return null;
  }
}
