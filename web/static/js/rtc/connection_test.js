/**
 * Tries the ways out of this network, each for itself and all side by side, and then one of our relays and back. Opens
 * connections of its own, which carry nothing of anybody, and leaves none behind.
 */

import { findsWay } from './gathering.js';
import { measureRelay } from './relay_loop.js';
import { testedStep } from './tested_step.js';

/** @typedef {import('../protocol/wire.js').Tested} Tested */
/** @typedef {import('../protocol/wire.js').ConnectionSteps} ConnectionSteps */
/** @typedef {{steps: ConnectionSteps, round_trip_ms: number | null, kbit_s: number | null}} Found */
/** @typedef {'turn_udp' | 'turn_tcp' | 'turn_tls'} RelayWay */
/** @typedef {RTCIceServer & {urls: string[]}} Server */
/** @typedef {(signal: AbortSignal) => Promise<boolean>} Probe whether it works */

/** The best one first. @type {readonly RelayWay[]} */
const RELAY_WAYS = ['turn_udp', 'turn_tcp', 'turn_tls'];

/**
 * @param {object} about
 * @param {readonly RTCIceServer[]} about.servers as the server told them
 * @param {{devices: Probe, socket: Probe, talk: Probe | null}} about.probes what the page itself can tell; `talk` is null while nobody is there
 * @param {boolean} about.sparing nothing is sent through the relay: data is dear, or the talk is just being made
 * @param {AbortSignal} about.signal
 * @param {typeof RTCPeerConnection} [about.PeerConnection]
 * @returns {Promise<Found>}
 */
export async function testConnection({ servers, probes, sparing, signal, PeerConnection = globalThis.RTCPeerConnection }) {
  const relays = relaysOf(servers);
  const tested = (/** @type {Probe | null} */ probe) => (probe ? testedStep(probe, signal) : null);
  const reached = (/** @type {Server | null | undefined} */ server, /** @type {boolean} */ relayed) =>
    tested(server ? (life) => findsWay(server, { relayed, signal: life, PeerConnection }) : null);
  const [devices, socket, talk, stun, udp, tcp, tls] = await Promise.all([
    tested(probes.devices),
    tested(probes.socket),
    tested(probes.talk),
    reached(mirrorOf(servers, relays), false),
    ...RELAY_WAYS.map((way) => reached(relays.get(way), true)),
  ]);
  const best = RELAY_WAYS.find((_, index) => [udp, tcp, tls][index]?.outcome === 'passed');
  const { relay, measured } = await throughRelay(best && relays.get(best), { sparing, signal, PeerConnection });
  const steps = { devices, socket, talk, stun, turn_udp: udp, turn_tcp: tcp, turn_tls: tls, relay };
  return { steps, round_trip_ms: measured?.roundTripMs ?? null, kbit_s: measured?.kbitS ?? null };
}

/**
 * @param {Server | undefined} server
 * @param {{sparing: boolean, signal: AbortSignal, PeerConnection: typeof RTCPeerConnection}} how
 * @returns {Promise<{relay: Tested | null, measured?: import('./relay_loop.js').Measured}>}
 */
async function throughRelay(server, { sparing, signal, PeerConnection }) {
  if (!server) return { relay: null };
  if (sparing) return { relay: { outcome: 'skipped', ms: null } };
  /** @type {import('./relay_loop.js').Measured | undefined} */
  let measured;
  const relay = await testedStep(async (life) => {
    measured = await measureRelay({ iceServers: [server], signal: life, PeerConnection });
    return true;
  }, signal);
  return { relay, measured };
}

/** Our relays by the way to them. Several servers are tried as one: a page needs one of them. @param {readonly RTCIceServer[]} servers */
function relaysOf(servers) {
  /** @type {Map<RelayWay, Server>} */
  const found = new Map();
  for (const { urls, ...credential } of servers) {
    for (const url of [urls].flat().filter(isRelay)) {
      const before = found.get(wayOf(url))?.urls ?? [];
      found.set(wayOf(url), { ...credential, urls: [...before, url] });
    }
  }
  return found;
}

/** Who tells a page its address: STUN servers, or our relays, which do that too (RFC 8656, 2.1).
 * @param {readonly RTCIceServer[]} servers @param {Map<RelayWay, Server>} relays @returns {Server | null} */
function mirrorOf(servers, relays) {
  const told = servers.flatMap(({ urls }) => urls).filter((url) => !isRelay(url));
  const urls = told.length > 0 ? told : (relays.get('turn_udp')?.urls ?? []).map((url) => url.replace(/^turn:([^?]*).*/, 'stun:$1'));
  return urls.length > 0 ? { urls } : null;
}

/** @param {string} url */
function isRelay(url) {
  return /^turns?:/.test(url);
}

/** @param {string} url @returns {RelayWay} */
function wayOf(url) {
  if (url.startsWith('turns:')) return 'turn_tls';
  return url.endsWith('transport=tcp') ? 'turn_tcp' : 'turn_udp';
}
