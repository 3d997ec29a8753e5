/**
 * When a page makes its line to the server anew of its own accord, though nothing says that it is broken.
 */

/** @typedef {Pick<import('../protocol/socket.js').SignalingSocket, 'status' | 'reconnect'>} Line */

export class LineRenewal {
  #socket;
  /** A line that was made anew for fresh credentials is no end of a broken talk. */
  #renewing = false;
  #broken = false;

  /** @param {Line} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /** The relay of the talk or its credentials may be gone: each welcome brings fresh ones. */
  forRelay() {
    if (this.#socket.status !== 'online') return;
    this.#renewing = true;
    this.#socket.reconnect();
  }

  /**
   * A customer's broken talk is a line in doubt: a browser does not always tell that it has come into another network, and
   * until it is noticed by itself no offer of the agent's comes through. Once in each break.
   *
   * @param {boolean} broken the customer's talk is
   */
  talkMoved(broken) {
    const news = broken && !this.#broken;
    this.#broken = broken;
    if (news && this.#socket.status === 'online') this.#socket.reconnect();
  }

  /** The line is there again. @returns {boolean} whether it was made anew for fresh credentials */
  welcomed() {
    const renewed = this.#renewing;
    this.#renewing = false;
    return renewed;
  }
}
