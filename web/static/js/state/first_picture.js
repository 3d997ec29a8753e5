/**
 * Makes the picture small while two pages wait for a click, so that the first one after it is there at once: it is a quarter
 * of the packets, and the waiting a quarter of the work. Not in the first moments of a connection: by the size of what it is to
 * carry a browser decides how much it asks of the line. Whole again when both have clicked and the first has been seen.
 */

/** By then a browser knows what the line carries. */
const ASKED_WITHIN_MS = 1700;
/** On a long line too. */
const SEEN_WITHIN_MS = 1000;

export class FirstPicture {
  #isSmall = false;
  /** Of the change that is coming. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #connected;
  #both;
  #moved;

  /**
   * @param {object} options
   * @param {() => boolean} options.connected pictures can flow
   * @param {() => boolean} options.both people are there and have clicked
   * @param {() => void} options.moved `isSmall` is another one
   * @param {AbortSignal} options.signal
   */
  constructor({ connected, both, moved, signal }) {
    this.#connected = connected;
    this.#both = both;
    this.#moved = moved;
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  get isSmall() {
    return this.#isSmall;
  }

  /** Somebody may have clicked, or the connection be another. */
  look() {
    const small = this.#connected() && !this.#both();
    if (small === this.#isSmall) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setTimeout(() => this.#become(small), small ? ASKED_WITHIN_MS : SEEN_WITHIN_MS);
  }

  /** @param {boolean} small */
  #become(small) {
    this.#timer = undefined;
    this.#isSmall = small;
    this.#moved();
  }
}
