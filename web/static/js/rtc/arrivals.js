/**
 * Notices within a second that nothing arrives any more where something did. The browser itself takes seven.
 */

/** Between two looks: sound alone brings fifty packets a second, a line without sound some few. */
const FLOWING = 4;
const QUIET_MS = 500;

export class Arrivals {
  #received = 0;
  #since = 0;
  #flowing = false;

  /**
   * Told once for each silence.
   *
   * @param {number} received packets so far @param {number} now ms
   * @returns {boolean} whether what was flowing has stopped
   */
  stopped(received, now) {
    const arrived = received - this.#received;
    this.#received = received;
    if (arrived !== 0) this.#since = now;
    if (arrived >= FLOWING) this.#flowing = true;
    if (!this.#flowing || now - this.#since < QUIET_MS) return false;
    this.#flowing = false;
    return true;
  }
}

/** @param {RTCPeerConnection} connection */
export async function packetsReceived(connection) {
  let received = 0;
  for (const report of (await connection.getStats()).values()) {
    if (report.type === 'inbound-rtp') received += report.packetsReceived ?? 0;
  }
  return received;
}
