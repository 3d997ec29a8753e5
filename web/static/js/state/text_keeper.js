/**
 * The text between the two people: the lines that were sent, and what stands in both their fields.
 */

import { ChatKeeper } from './chat_keeper.js';
import { TypingKeeper } from './typing_keeper.js';

/** @typedef {import('../protocol/wire.js').ChatLine} ChatLine */

export class TextKeeper {
  #chat;
  #typing;

  /**
   * @param {object} options
   * @param {(clientId: string, text: string) => boolean} options.send a whole line; false when the line to the server is down
   * @param {(text: string) => boolean} options.byChannel what is typed, from page to page; false when there is no such way
   * @param {(text: string) => boolean} options.byServer the same, through the server
   * @param {AbortSignal} options.signal
   */
  constructor({ send, byChannel, byServer, signal }) {
    this.#chat = new ChatKeeper(send);
    this.#typing = new TypingKeeper({ byChannel, byServer, signal });
  }

  /** @param {string} text @returns {boolean} whether there was anything in it */
  write(text) {
    const trimmed = text.trim();
    if (trimmed !== '') this.#chat.write(trimmed);
    return trimmed !== '';
  }

  /** What stands in this person's field. @param {string} text */
  typing(text) {
    this.#typing.write(text);
  }

  /** What stands in the other one's. @param {string} text @returns {boolean} whether it is news */
  hear(text) {
    return this.#typing.hear(text);
  }

  /** @param {readonly ChatLine[]} lines none: it may be news whose those are that are known @param {string | null} own */
  heard(lines, own) {
    this.#chat.heard(lines, own);
    if (lines.some((line) => line.participant_id !== own)) this.#typing.forget();
  }

  /** Who reads along. @param {string | null} page */
  follow(page) {
    this.#typing.follow(page);
  }

  lineBack() {
    this.#chat.lineBack();
  }

  lineLost() {
    this.#chat.lineLost();
  }

  /** @param {string} clientId */
  refused(clientId) {
    this.#chat.refused(clientId);
  }

  /** Its part of the view. @param {Pick<import('./call_view.js').CallView, 'self' | 'other' | 'ended'>} known */
  look({ self, other, ended }) {
    return { chat: this.#chat.shownTo(self?.id ?? null), typed: other?.page_id && !ended ? this.#typing.heard : '' };
  }
}
