/**
 * Keeps the text beside the call: shown at once, sent when there is a connection, stored once; over a reload, too. The socket
 * and the shelf are handed in.
 */

import { arrived, broughtBack, linesOf, marked, unsent, written } from './chat_lines.js';

export class ChatKeeper {
  #lines;
  #send;
  #shelf;

  /** @param {(clientId: string, text: string) => boolean} send false when the line is down @param {import('./text_shelf.js').TextShelf} shelf */
  constructor(send, shelf) {
    this.#send = send;
    this.#shelf = shelf;
    this.#lines = broughtBack(shelf.lines);
  }

  /** @param {string} text */
  write(text) {
    const clientId = crypto.randomUUID();
    this.#become(written(this.#lines, clientId, text, this.#send(clientId, text)));
  }

  /** @param {readonly import('../protocol/wire.js').ChatLine[]} lines @param {string | null} own whose lines are one's own */
  heard(lines, own) {
    this.#become(arrived(this.#lines, lines, own));
  }

  lineBack() {
    for (const { clientId, text } of unsent(this.#lines)) this.#lines = marked(this.#lines, clientId, this.#send(clientId, text) ? 'sending' : 'waiting');
  }

  lineLost() {
    for (const { clientId } of unsent(this.#lines)) this.#lines = marked(this.#lines, clientId, 'waiting');
  }

  /** @param {string} clientId */
  refused(clientId) {
    this.#become(marked(this.#lines, clientId, 'refused'));
  }

  /** @param {string | null} own */
  shownTo(own) {
    return linesOf(this.#lines, own);
  }

  /** @param {import('./chat_lines.js').ChatState} lines */
  #become(lines) {
    this.#lines = lines;
    this.#shelf.keepLines(lines.own);
  }
}
