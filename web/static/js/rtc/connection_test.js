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
/** @typedef {(signal: AbortSignal) => Promise<boolean>} Probe */

/** The best one first. @type {readonly RelayWay[]} */
const RELAY_WAYS = ['turn_udp', 'turn_tcp', 'turn_tls'];

/**
 * @param {object} about
 * @param {readonly RTCIceServer[]} about.servers as the server told them
 * @param {{devices: Probe, socket: Probe, talk: Probe | null}} about.probes what the page knows how to find out; `talk` is null while nobody is there
 * @param {boolean} about.sparing nothing is sent through the relay: data is dear, or the talk is just being made
 * @param {AbortSignal} about.signal
 * @param {typeof RTCPeerConnection} [about.PeerConnection]
 * @returns {Promise<Found>}
 */
export async function testConnection({ servers, probes, sparing, signal, PeerConnection = globalThis.RTCPeerConnection }) {
  const relays = relaysOf(servers);
  const mirrors = mirrorsOf(servers);
  const tested = (/** @type {Probe | null} */ probe) => (probe ? testedStep(probe, signal) : null);
  const allocates = (/** @type {RelayWay} */ way) => {
    const server = relays.get(way);
    return server ? (/** @type {AbortSignal} */ life) => findsWay({ urls: /** @type {string[]} */ (server.urls), credential: server, signal: life, PeerConnection }) : null;
  };
  const [devices, socket, talk, stun, ...allocated] = await Promise.all([
    tested(probes.devices),
    tested(probes.socket),
    tested(probes.talk),
    tested(mirrors.length > 0 ? (life) => findsWay({ urls: mirrors, signal: life, PeerConnection }) : null),
    ...RELAY_WAYS.map((way) => tested(allocates(way))),
  ]);
  const through = RELAY_WAYS.find((_, index) => allocated[index]?.outcome === 'passed');
  const { relay, measured } = await throughRelay(through ? (relays.get(through) ?? null) : null, { sparing, signal, PeerConnection });
  const steps = { devices, socket, talk, stun, turn_udp: allocated[0], turn_tcp: allocated[1], turn_tls: allocated[2], relay };
  return { steps, round_trip_ms: measured?.roundTripMs ?? null, kbit_s: measured?.kbitS ?? null };
}

/**
 * @param {RTCIceServer | null} server
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
  /** @type {Map<RelayWay, RTCIceServer>} */
  const found = new Map();
  for (const { urls, ...credential } of servers) {
    for (const url of [urls].flat().filter((one) => /^turns?:/.test(one))) {
      const known = found.get(wayOf(url));
      found.set(wayOf(url), { ...credential, urls: [...[known?.urls ?? []].flat(), url] });
    }
  }
  return found;
}

/** A TURN server is a STUN server too (RFC 8656, 2.1). @param {readonly RTCIceServer[]} servers */
function mirrorsOf(servers) {
  const urls = servers.flatMap((server) => server.urls);
  const told = urls.filter((url) => url.startsWith('stun:'));
  return told.length > 0 ? told : urls.filter((url) => /^turns?:/.test(url) && wayOf(url) === 'turn_udp').map((url) => url.replace(/^turn:([^?]*).*/, 'stun:$1'));
}

/** @param {string} url @returns {RelayWay} */
function wayOf(url) {
  if (url.startsWith('turns:')) return 'turn_tls';
  return url.endsWith('transport=tcp') ? 'turn_tcp' : 'turn_udp';
}
