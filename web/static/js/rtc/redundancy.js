/**
 * Packets of a voice that carry those before them once more: RFC 2198, as bytes. Pure.
 *
 * A browser's own makes one copy, which mends a single loss. Losses come in bursts: more copies are made here, of what the
 * browser has encoded already, and any receiver of RFC 2198 takes them.
 */

/** A block's header: one bit, 7 of payload type, 14 of how much older it is, 10 of its length; the last one has 8 bits. */
const HEADER_BYTES = 4;
const OLDEST = 2 ** 14 - 1;
const LONGEST = 2 ** 10 - 1;
/** What fits into one packet of any network, with room for RTP, SRTP, UDP and a relay's own. */
const FITS_BYTES = 1100;
const MOST_COPIES = 8;

/** @typedef {{payloadType: number, timestamp: number, data: Uint8Array}} Block */

/** The newest block of a packet, the one that is no copy; null for what is not RFC 2198. @param {Uint8Array} packet @param {number} timestamp */
export function newestOf(packet, timestamp) {
  let [at, copied] = [0, 0];
  while (at + HEADER_BYTES <= packet.length && packet[at] & 0x80) {
    copied += ((packet[at + 2] & 0x03) << 8) | packet[at + 3];
    at += HEADER_BYTES;
  }
  const begins = at + 1 + copied;
  if (at >= packet.length || packet[at] & 0x80 || begins > packet.length) return null;
  return { payloadType: packet[at] & 0x7f, timestamp, data: packet.slice(begins) };
}

/** @param {readonly Block[]} copies oldest first; which do not fit stay out, the oldest before all others @param {Block} newest */
export function packetOf(copies, newest) {
  const carried = fitting(copies, newest);
  const bytes = new Uint8Array(carried.reduce((sum, { data }) => sum + HEADER_BYTES + data.length, 1 + newest.data.length));
  let at = 0;
  for (const { payloadType, timestamp, data } of carried) {
    const head = ((0x80 | payloadType) * 2 ** 24 + (older(timestamp, newest) << 10) + data.length) >>> 0;
    new DataView(bytes.buffer).setUint32(at, head);
    at += HEADER_BYTES;
  }
  bytes[at] = newest.payloadType;
  at += 1;
  for (const { data } of [...carried, newest]) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/** @param {readonly Block[]} copies @param {Block} newest @returns {Block[]} */
function fitting(copies, newest) {
  const fit = [];
  let room = FITS_BYTES - newest.data.length;
  for (const copy of [...copies].reverse()) {
    room -= HEADER_BYTES + copy.data.length;
    const age = older(copy.timestamp, newest);
    if (room < 0 || age === 0 || age > OLDEST || copy.data.length > LONGEST) break;
    fit.unshift(copy);
  }
  return fit;
}

/** Timestamps of RTP go round. @param {number} timestamp @param {Block} newest */
function older(timestamp, newest) {
  return (newest.timestamp - timestamp) >>> 0;
}

/** Makes of each packet of one voice one with more copies, or with fewer. */
export class Redundancy {
  /** How many, from now on; null leaves the browser's own as it is. @type {number | null} */
  copies = null;
  /** @type {Block[]} */
  #past = [];

  /** @param {Uint8Array} packet @param {number} timestamp of RTP @returns {Uint8Array<ArrayBuffer> | null} null to send it as it is */
  write(packet, timestamp) {
    const newest = newestOf(packet, timestamp);
    if (!newest) return null;
    const copies = this.copies ? this.#past.slice(-this.copies) : [];
    this.#past = [...this.#past, newest].slice(-MOST_COPIES);
    return this.copies === null ? null : packetOf(copies, newest);
  }
}
