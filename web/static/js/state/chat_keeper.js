/**
 * Keeps the text beside the call: shown at once, sent when there is a connection, stored once. The socket is handed in.
 */

import { arrived, linesOf, marked, NO_LINES, unsent, written } from './chat_lines.js';

export class ChatKeeper {
  #lines = NO_LINES;
  #send;

  /** @param {(clientId: string, text: string) => boolean} send false when the line is down */
  constructor(send) {
    this.#send = send;
  }

  /** @param {string} text */
  write(text) {
    const clientId = crypto.randomUUID();
    this.#lines = written(this.#lines, clientId, text, this.#send(clientId, text));
  }

  /** @param {readonly import('../protocol/wire.js').ChatLine[]} lines @param {string | null} own whose lines are one's own */
  heard(lines, own) {
    this.#lines = arrived(this.#lines, lines, own);
  }

  lineBack() {
    for (const { clientId, text } of unsent(this.#lines)) this.#lines = marked(this.#lines, clientId, this.#send(clientId, text) ? 'sending' : 'waiting');
  }

  lineLost() {
    for (const { clientId } of unsent(this.#lines)) this.#lines = marked(this.#lines, clientId, 'waiting');
  }

  /** @param {string} clientId */
  refused(clientId) {
    this.#lines = marked(this.#lines, clientId, 'refused');
  }

  /** @param {string | null} own */
  shownTo(own) {
    return linesOf(this.#lines, own);
  }
}
