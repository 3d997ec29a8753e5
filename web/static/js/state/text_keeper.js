/**
 * The text between the two people: the lines that were sent, and what stands in both their fields.
 */

import { ChatKeeper } from './chat_keeper.js';
import { TypingKeeper } from './typing_keeper.js';

/** @typedef {import('../protocol/wire.js').ChatLine} ChatLine */

export class TextKeeper {
  #chat;
  #typing;
  #shelf;

  /**
   * @param {object} options
   * @param {(clientId: string, text: string) => boolean} options.send a whole line; false when the line to the server is down
   * @param {(text: string) => boolean} options.byChannel what is typed, from page to page; false when there is no such way
   * @param {(text: string) => boolean} options.byServer the same, through the server
   * @param {import('./text_shelf.js').TextShelf} options.shelf
   * @param {AbortSignal} options.signal
   */
  constructor({ send, byChannel, byServer, shelf, signal }) {
    this.#shelf = shelf;
    this.#chat = new ChatKeeper(send, shelf);
    this.#typing = new TypingKeeper({ byChannel, byServer, signal });
  }

  /** @param {string} text @returns {boolean} whether there was anything in it */
  write(text) {
    const trimmed = text.trim();
    if (trimmed !== '') this.#chat.write(trimmed);
    return trimmed !== '';
  }

  /** What stands in this person's field, whether it is read along or not. */
  get draft() {
    return this.#shelf.draft;
  }

  /** @param {string} draft */
  keepDraft(draft) {
    this.#shelf.keepDraft(draft);
  }

  /** What of it the other one may read. @param {string} text */
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
    for (const { participant_id: id, text } of lines) if (id !== own) this.#typing.sent(text);
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

  /** The call is, and nothing of it will be sent or written on any more. */
  over() {
    this.#shelf.drop();
  }

  /** Its part of the view. @param {Pick<import('./call_view.js').CallView, 'self' | 'other' | 'ended'>} known */
  look({ self, other, ended }) {
    return { chat: this.#chat.shownTo(self?.id ?? null), typed: other?.page_id && !ended ? this.#typing.heard : '' };
  }
}
