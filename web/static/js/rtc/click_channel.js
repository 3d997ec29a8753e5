/**
 * What one page tells the other directly: that its person has clicked, what of them is on, and what is with them at this
 * moment. It saves the way through the server, which stays the truth: whatever comes in here is a hint to be shown, and can start nothing.
 *
 * Both sides know its number beforehand (W3C webrtc, 6.2, `negotiated`), so it is open as soon as the line is.
 */

/** @typedef {'hidden' | 'interrupted'} Pause `hidden`: the page is out of sight on a phone. `interrupted`: the system has taken a device, for a phone call perhaps */
/**
 * What of somebody who has clicked can be heard and seen. `pause`: why they are not there at this moment. `echoes`: how often they have
 * said that they hear their own voice.
 *
 * @typedef {{audio: boolean, video: boolean, pause?: Pause, echoes?: number}} Shown
 */

const ID = 0;
const LONGEST = 100;
/** More than anybody clicks; who says more is not listened to any longer. */
const MOST = 100;
const WITHIN_MS = 10_000;

export class ClickChannel {
  /** @type {RTCDataChannel | null} */
  #channel = null;
  #said = 0;
  #since = 0;
  #pc;
  #shown;
  #hinted;

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {() => Shown | null} options.shown of this person; null before their own click
   * @param {(shown: Shown) => void} options.hinted of the other one
   */
  constructor(pc, { shown, hinted }) {
    this.#pc = pc;
    this.#shown = shown;
    this.#hinted = hinted;
  }

  /** Before the first description of this side is made, so that it has a line for it. */
  open() {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel('click', { negotiated: true, id: ID, ordered: true });
    this.#channel.onopen = () => this.tell();
    this.#channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** What is on of this person, as it is now. */
  tell() {
    const shown = this.#shown();
    if (shown && this.#channel?.readyState === 'open') this.#channel.send(JSON.stringify({ ready: true, ...shown }));
  }

  /** @param {unknown} data */
  #hear(data) {
    const now = performance.now();
    if (now - this.#since > WITHIN_MS) [this.#since, this.#said] = [now, 0];
    this.#said += 1;
    if (this.#said > MOST) return this.#channel?.close();
    const shown = readShown(data);
    if (shown) this.#hinted(shown);
  }
}

/** @param {unknown} data what a stranger sent @returns {Shown | null} */
export function readShown(data) {
  if (typeof data !== 'string' || data.length > LONGEST) return null;
  try {
    const { ready, audio, video, pause, echoes, ...more } = JSON.parse(data);
    const known = ready === true && typeof audio === 'boolean' && typeof video === 'boolean' && Object.keys(more).length === 0;
    if (!known || !(pause === undefined || pause === 'hidden' || pause === 'interrupted')) return null;
    if (!(echoes === undefined || (Number.isInteger(echoes) && echoes > 0))) return null;
    return { audio, video, ...(pause && { pause }), ...(echoes && { echoes }) };
  } catch {
    return null;
  }
}
