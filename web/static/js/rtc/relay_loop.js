/**
 * From this page to our relay and back to this very page: how long that takes, and how much goes through. No other person's
 * page has a part in it.
 *
 * Trains of small packets, each twice as long as the one before, and the next one only when the last has come: a slow line is
 * known from the first of them and never fills up, so that what else is on it does not notice. At most MOST_BYTES go out, and
 * as many come in.
 */

const PINGS = 5;
const PACKET = 1024;
const FIRST_TRAIN = 8;
const TRAINS = 5;
/** A train that took longer says enough. */
const LONG_MS = 250;
export const MOST_BYTES = PACKET * FIRST_TRAIN * (2 ** TRAINS - 1);

/** @typedef {{roundTripMs: number, kbitS: number | null}} Measured */

/**
 * @param {object} through
 * @param {RTCIceServer[]} through.iceServers
 * @param {AbortSignal} through.signal closes it
 * @param {typeof RTCPeerConnection} through.PeerConnection
 * @returns {Promise<Measured>}
 */
export async function measureRelay({ iceServers, signal, PeerConnection }) {
  const [near, far] = [0, 1].map(() => new PeerConnection({ iceServers, iceTransportPolicy: 'relay' }));
  signal.addEventListener('abort', () => [near, far].forEach((pc) => pc.close()), { once: true });
  const channel = near.createDataChannel('test', { negotiated: true, id: 0 });
  const arrivals = new TrainArrivals(far.createDataChannel('test', { negotiated: true, id: 0 }));
  const opened = new Promise((resolve) => (channel.onopen = resolve));
  await connect(near, far);
  await opened;
  const roundTripMs = await shortest(channel, arrivals);
  return { roundTripMs: Math.round(roundTripMs), kbitS: await throughput(channel, arrivals, signal) };
}

/** @param {RTCPeerConnection} near @param {RTCPeerConnection} far */
async function connect(near, far) {
  const described = (async () => {
    await near.setLocalDescription();
    await far.setRemoteDescription(/** @type {RTCSessionDescription} */ (near.localDescription));
    await far.setLocalDescription();
    await near.setRemoteDescription(/** @type {RTCSessionDescription} */ (far.localDescription));
  })();
  for (const [from, to] of [[near, far], [far, near]]) {
    from.onicecandidate = ({ candidate }) => candidate && void described.then(() => to.addIceCandidate(candidate)).catch(() => {});
  }
  await described;
}

/** Out and in again is one round trip to the relay. @param {RTCDataChannel} channel @param {TrainArrivals} arrivals */
async function shortest(channel, arrivals) {
  let best = Infinity;
  for (let ping = 0; ping < PINGS; ping += 1) {
    const sent = performance.now();
    const { last } = await arrivals.of(1, () => channel.send(new ArrayBuffer(1)));
    best = Math.min(best, last - sent);
  }
  return best;
}

/** By the longest train: what came behind its first packet, in the time from that one to the last. @param {RTCDataChannel} channel @param {TrainArrivals} arrivals @param {AbortSignal} signal */
async function throughput(channel, arrivals, signal) {
  /** @type {number | null} */
  let kbitS = null;
  for (let train = 0; train < TRAINS && !signal.aborted; train += 1) {
    const packets = FIRST_TRAIN * 2 ** train;
    const { first, last } = await arrivals.of(packets, () => {
      for (let packet = 0; packet < packets; packet += 1) channel.send(new ArrayBuffer(PACKET));
    });
    const ms = Math.max(last - first, 1);
    kbitS = Math.round(((packets - 1) * PACKET * 8) / ms);
    if (ms > LONG_MS) break;
  }
  return kbitS;
}

/** When the packets of one train came, ms. */
class TrainArrivals {
  #wanted = 0;
  #first = 0;
  /** @type {(arrived: {first: number, last: number}) => void} */
  #done = () => {};

  /** @param {RTCDataChannel} channel */
  constructor(channel) {
    channel.onmessage = () => this.#came(performance.now());
  }

  /** @param {number} packets @param {() => void} send @returns {Promise<{first: number, last: number}>} */
  of(packets, send) {
    this.#wanted = packets;
    this.#first = 0;
    return new Promise((resolve) => {
      this.#done = resolve;
      send();
    });
  }

  /** @param {number} now */
  #came(now) {
    this.#first ||= now;
    this.#wanted -= 1;
    if (this.#wanted === 0) this.#done({ first: this.#first, last: now });
  }
}
