/**
 * Keeps text as it is typed, of both people: one's own goes out at most every so often, from page to page where there is a
 * channel, else through the server; the other's is shown until it is sent, taken back, or its page is gone.
 *
 * EN 301 549, 6.2: what is typed is there within half a second.
 */

const BY_CHANNEL_MS = 100;
const BY_SERVER_MS = 300;

export class TypingKeeper {
  #own = '';
  #told = '';
  #heard = '';
  /** @type {ReturnType<typeof setTimeout> | null} */
  #waiting = null;
  #notBefore = 0;
  /** The other one's. @type {string | null} */
  #page = null;
  #byChannel;
  #byServer;

  /**
   * @param {object} options
   * @param {(text: string) => boolean} options.byChannel false when there is none
   * @param {(text: string) => boolean} options.byServer false when the line to it is down
   * @param {AbortSignal} options.signal
   */
  constructor({ byChannel, byServer, signal }) {
    this.#byChannel = byChannel;
    this.#byServer = byServer;
    signal.addEventListener('abort', () => this.#rest(), { once: true });
  }

  /** What the other one is writing. */
  get heard() {
    return this.#heard;
  }

  /** What stands in this person's field. @param {string} text */
  write(text) {
    this.#own = text;
    if (this.#waiting === null) this.#waiting = setTimeout(() => this.#tell(), Math.max(0, this.#notBefore - performance.now()));
  }

  /** @param {string} text @returns {boolean} whether it is news */
  hear(text) {
    const news = text !== this.#heard;
    this.#heard = text;
    return news;
  }

  /** Who reads and writes on the other side, as their page is known. @param {string | null} page */
  follow(page) {
    if (page === null || page === this.#page) return;
    if (this.#page !== null) this.#heard = '';
    this.#page = page;
    this.#told = '';
    if (this.#own !== '') this.write(this.#own);
  }

  /** A line of theirs has come, which may be later than what they have begun since: that stays. @param {string} line */
  sent(line) {
    if (line.startsWith(this.#heard.trim())) this.#heard = '';
  }

  #tell() {
    this.#waiting = null;
    if (this.#own === this.#told) return;
    const text = this.#own;
    const byChannel = this.#byChannel(text);
    if (byChannel || this.#byServer(text)) this.#told = text;
    this.#notBefore = performance.now() + (byChannel ? BY_CHANNEL_MS : BY_SERVER_MS);
  }

  #rest() {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
  }
}
