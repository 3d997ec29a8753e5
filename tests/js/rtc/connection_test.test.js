import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { testConnection } from '../../../web/static/js/rtc/connection_test.js';
import { measureRelay, MOST_BYTES } from '../../../web/static/js/rtc/relay_loop.js';
import { STEP_MS } from '../../../web/static/js/rtc/tested_step.js';
import { holdTime, releaseTime, tick } from '../timers.js';

const TURN = [
  { urls: ['turn:one.example.org:3478?transport=udp', 'turn:one.example.org:3478?transport=tcp', 'turns:one.example.org:443?transport=tcp', 'turn:other.example.org:3478?transport=udp'], username: 'u', credential: 'c' },
];

/** What each server gives: candidates, an error, or nothing at all. @type {(urls: string[], policy: string) => any[] | null} */
let gives = () => null;
/** @type {Gatherer[]} */
let made = [];

class Gatherer {
  closed = false;
  localDescription = null;
  onicecandidate = (/** @type {any} */ _) => {};
  onicecandidateerror = () => {};

  /** @param {any} configuration */
  constructor({ iceServers, iceTransportPolicy }) {
    this.urls = iceServers.flatMap((/** @type {any} */ one) => one.urls);
    this.credential = iceServers[0].credential;
    this.policy = iceTransportPolicy;
    made.push(this);
  }

  createDataChannel() {
    return {};
  }

  async setLocalDescription() {
    for (const candidate of gives(this.urls, this.policy) ?? []) {
      if (candidate === 'error') this.onicecandidateerror();
      else this.onicecandidate({ candidate });
    }
  }

  async setRemoteDescription() {}

  close() {
    this.closed = true;
  }
}

const HOST = { type: 'host', protocol: 'udp', candidate: 'x' };
const RELAY = { type: 'relay', protocol: 'udp', candidate: 'x' };
const MAPPED = { type: 'srflx', protocol: 'udp', candidate: 'x' };

beforeEach(() => {
  made = [];
  holdTime();
});
afterEach(releaseTime);

/** @param {{servers?: any[], devices?: () => Promise<boolean>, signal?: AbortSignal, ms?: number}} [how] */
async function tested({ servers = TURN, devices = async () => true, signal = new AbortController().signal, ms = STEP_MS * 2 + 1 } = {}) {
  const probes = { devices, socket: async () => true, talk: null };
  const result = testConnection({ servers, probes, sparing: true, signal, PeerConnection: /** @type {any} */ (Gatherer) });
  for (let passed = 0; passed < ms; passed += 500) {
    await new Promise(setImmediate);
    tick(500);
  }
  const { steps } = await result;
  return Object.fromEntries(Object.entries(steps).map(([step, one]) => [step, one?.outcome ?? null]));
}

test('each way is tried for itself, with all servers that have it, and without servers there is none', async () => {
  gives = (_, policy) => (policy === 'relay' ? [RELAY] : [HOST, MAPPED]);
  const outcomes = await tested();
  assert.deepEqual(outcomes, { devices: 'passed', socket: 'passed', talk: null, stun: 'passed', turn_udp: 'passed', turn_tcp: 'passed', turn_tls: 'passed', relay: 'skipped' });
  assert.deepEqual(made.map(({ urls, policy }) => [policy, ...urls]), [
    ['all', 'stun:one.example.org:3478', 'stun:other.example.org:3478'],
    ['relay', 'turn:one.example.org:3478?transport=udp', 'turn:other.example.org:3478?transport=udp'],
    ['relay', 'turn:one.example.org:3478?transport=tcp'],
    ['relay', 'turns:one.example.org:443?transport=tcp'],
  ]);
  made = [];
  const { stun, turn_udp: udp, relay } = await tested({ servers: [] });
  assert.deepEqual([stun, udp, relay, made.length], [null, null, null, 0]);
});

test('what is refused has failed, what says nothing is late, and every connection is closed', async () => {
  gives = (urls) => (urls[0].startsWith('turns:') ? [RELAY] : urls[0].endsWith('tcp') ? ['error', null] : null);
  const { stun, turn_udp: udp, turn_tcp: tcp, turn_tls: tls } = await tested();
  assert.deepEqual([stun, udp, tcp, tls], ['late', 'late', 'failed', 'passed']);
  assert.ok(made.every(({ closed }) => closed));
});

test('a machine with an address of its own in the world hears nothing new of a STUN server, and that is good', async () => {
  gives = (_, policy) => (policy === 'all' ? [HOST, null] : [RELAY]);
  assert.equal((await tested()).stun, 'passed');
  gives = (_, policy) => (policy === 'all' ? [HOST, 'error', { candidate: '' }] : [RELAY]);
  assert.equal((await tested()).stun, 'failed');
});

test('the one who is not answered by the browser does not hold up the rest for ever', async () => {
  gives = () => [RELAY];
  assert.equal((await tested({ devices: () => new Promise(() => {}) })).devices, 'late');
});

test('ended from outside it is over at once, and nothing stays open', async () => {
  gives = () => null;
  const life = new AbortController();
  const outcomes = tested({ signal: life.signal, ms: 500 });
  await new Promise(setImmediate);
  life.abort();
  assert.deepEqual([(await outcomes).turn_udp, (await outcomes).relay], ['skipped', null]);
  assert.ok(made.length > 0 && made.every(({ closed }) => closed));
});

/** Two ends of a wire on which a kilobyte takes so many milliseconds. @param {{msPerPacket: number, roundTripMs: number}} wire */
function looped({ msPerPacket, roundTripMs }) {
  let [now, free, bytes, packets] = [0, 0, 0, 0];
  /** @type {any[]} */
  const channels = [];
  class Pair {
    localDescription = {};
    onicecandidate = null;
    createDataChannel() {
      const channel = { onmessage: () => {}, send: (/** @type {ArrayBuffer} */ data) => deliver(data) };
      channels.push(channel);
      return Object.defineProperty(channel, 'onopen', { set: (open) => queueMicrotask(open) });
    }
    async setLocalDescription() {}
    async setRemoteDescription() {}
    close() {}
  }
  const deliver = (/** @type {ArrayBuffer} */ data) => {
    bytes += data.byteLength;
    packets += 1;
    free = Math.max(free, now) + (data.byteLength / 1024) * msPerPacket;
    const at = free + roundTripMs;
    waiting.push({ at, run: () => channels[1].onmessage() });
  };
  /** @type {{at: number, run: () => void}[]} */
  const waiting = [];
  const pump = setInterval(() => {
    waiting.sort((one, other) => one.at - other.at);
    const next = waiting.shift();
    if (!next) return;
    now = Math.max(now, next.at);
    next.run();
  }, 0);
  const before = performance.now;
  performance.now = () => now;
  const done = () => {
    clearInterval(pump);
    performance.now = before;
  };
  return { Pair: /** @type {any} */ (Pair), done, sent: () => ({ bytes, packets }) };
}

test('round trip and throughput are those of the wire, and a slow one is not filled', async () => {
  releaseTime();
  for (const [msPerPacket, atMost] of [[1, MOST_BYTES + 16], [40, 8 * 1024 + 16]]) {
    const { Pair, done, sent } = looped({ msPerPacket, roundTripMs: 60 });
    try {
      const { roundTripMs, kbitS } = await measureRelay({ iceServers: [], signal: new AbortController().signal, PeerConnection: Pair });
      assert.ok(roundTripMs >= 60 && roundTripMs < 62, `${roundTripMs}`);
      assert.ok(Math.abs(Number(kbitS) - 8192 / msPerPacket) < 200, `${kbitS}`);
      assert.ok(sent().bytes <= atMost, `${sent().bytes}`);
    } finally {
      done();
    }
  }
});
