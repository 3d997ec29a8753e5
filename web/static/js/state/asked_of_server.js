/**
 * What this page has asked of the server since the line is there: an error quotes the number of the message it answers.
 */

/** @typedef {import('../protocol/wire.js').FromBrowser} FromBrowser */
/** @typedef {{about: FromBrowser['type'], clientId?: string, again?: boolean}} Asked `again`: it was said before, over an older line */

export class AskedOfServer {
  /** @type {Map<number, Asked>} */
  #asked = new Map();
  #socket;

  /** @param {Pick<import('../protocol/socket.js').SignalingSocket, 'send'>} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /** @param {FromBrowser} message @param {Omit<Asked, 'about'>} [how] @returns {boolean} whether it went out */
  say(message, how = {}) {
    const id = this.#socket.send(message);
    if (id !== null) this.#asked.set(id, { about: message.type, ...how });
    return id !== null;
  }

  /** A new line counts anew. */
  forget() {
    this.#asked.clear();
  }

  /** What this error answers; null when nobody asked. @param {import('../protocol/wire.js').Error} error @returns {Asked | null} */
  answeredBy({ reply_to: id }) {
    return (id !== null && this.#asked.get(id)) || null;
  }
}
