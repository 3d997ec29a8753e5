/**
 * Notices within a third of a second that nothing arrives any more where something did. The browser itself takes seven.
 */

/** Sound alone brings fifty packets a second; what comes less often may pause. */
const FLOWING_PER_S = 16;
const COUNT_MS = 500;
const QUIET_MS = 300;

export class Arrivals {
  #received = 0;
  #since = 0;
  #counted = { from: 0, packets: 0 };
  /** How many came in a second, in the last two counts in which any did: one may be cut short by the silence. */
  #rates = [0, 0];
  #stopped = false;

  /** When the last one came, ms, while that is a silence that should not be; else null. */
  get silentSince() {
    return this.#stopped ? this.#since : null;
  }

  /**
   * Told once for each silence.
   *
   * @param {number} received packets so far @param {number} now ms
   * @returns {boolean} whether what was flowing has stopped
   */
  stopped(received, now) {
    const arrived = received - this.#received;
    this.#received = received;
    if (arrived !== 0) {
      this.#since = now;
      this.#stopped = false;
    }
    this.#count(Math.max(0, arrived), now);
    if (this.#stopped || Math.max(...this.#rates) < FLOWING_PER_S || now - this.#since < QUIET_MS) return false;
    this.#stopped = true;
    return true;
  }

  /** A count without any is no slower flow but a silence: what is known of the flow stays. @param {number} arrived @param {number} now */
  #count(arrived, now) {
    this.#counted.packets += arrived;
    const ms = now - this.#counted.from;
    if (ms < COUNT_MS) return;
    if (this.#counted.packets > 0) this.#rates = [this.#rates[1], (this.#counted.packets * 1000) / ms];
    this.#counted = { from: now, packets: 0 };
  }
}

/**
 * All that came through the line, control packets too: who has nothing to send still answers what is sent to them.
 *
 * @param {RTCPeerConnection} connection
 */
export async function packetsReceived(connection) {
  let [all, media] = [0, 0];
  for (const report of (await connection.getStats()).values()) {
    if (report.type === 'transport') all += report.packetsReceived ?? 0;
    if (report.type === 'inbound-rtp') media += report.packetsReceived ?? 0;
  }
  return Math.max(all, media); // a browser that does not count the line's own has counted 0
}
