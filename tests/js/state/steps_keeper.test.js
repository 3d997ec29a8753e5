import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { StepsKeeper } from '../../../web/static/js/state/steps_keeper.js';
import { holdTime, releaseTime, tick } from '../timers.js';

let page = new AbortController();
let now = 0;
afterEach(() => {
  page.abort();
  page = new AbortController();
  releaseTime();
  mock.restoreAll();
});

function watched() {
  holdTime();
  now = 1000;
  mock.method(performance, 'now', () => now);
  const sound = { type: 'inbound-rtp', kind: 'audio', totalAudioEnergy: 0 };
  const local = { candidateType: 'host', protocol: 'udp', address: '10.1.2.3' };
  const reports = () => new Map(/** @type {[string, any][]} */ ([
    ['s', { ...sound }], ['t', { type: 'transport', selectedCandidatePairId: 'p' }],
    ['p', { type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r' }],
    ['l', { ...local }], ['r', { candidateType: 'srflx', protocol: 'udp', address: '203.0.113.9' }],
  ]));
  const state = { both: true, connected: true, online: true };
  /** @type {any[]} */
  const told = [];
  const keeper = new StepsKeeper({
    openedAt: 1000,
    connection: () => (state.connected ? /** @type {any} */ ({ getStats: async () => reports() }) : null),
    both: () => state.both,
    tell: (steps, path) => state.online && told.push({ steps, path }) > 0,
    signal: page.signal,
  });
  const pass = async (/** @type {number} */ ms) => {
    for (let passed = 0; passed < ms; passed += 100) {
      now += 100;
      tick(100);
      await new Promise(setImmediate);
    }
  };
  return { keeper, state, told, sound, local, pass };
}

test('what was reached is told once, when the other can be heard and seen, without any address', async () => {
  const { keeper, told, sound, pass } = watched();
  for (const step of /** @type {const} */ (['permission', 'socket', 'ice', 'keys', 'click'])) keeper.reached(step, 1100);
  keeper.reached('click', 9000);
  keeper.look();
  await pass(1000);
  assert.equal(told.length, 0);
  keeper.reached('first_picture');
  sound.totalAudioEnergy += 0.01;
  await pass(6000);
  assert.equal(told.length, 1);
  const { first_sound: heard, ...steps } = told[0].steps;
  assert.deepEqual(steps, { permission: 100, socket: 100, ice: 100, keys: 100, click: 100, first_picture: 1000 });
  assert.ok(heard >= 1000 && heard < 1200, `${heard}`);
  assert.deepEqual(told[0].path, { kind: 'direct', protocol: 'udp', family: 'ipv4' });
  assert.doesNotMatch(JSON.stringify(told), /10\.1\.2\.3|203\.0\.113\.9/);
});

test('another path is told of, once', async () => {
  const { keeper, told, sound, local, pass } = watched();
  keeper.look();
  keeper.reached('first_picture');
  await pass(200);
  sound.totalAudioEnergy += 1;
  await pass(3000);
  Object.assign(local, { candidateType: 'relay', relayProtocol: 'tls', address: '2001:db8::7' });
  await pass(6000);
  assert.deepEqual(told.map(({ path }) => path), [{ kind: 'direct', protocol: 'udp', family: 'ipv4' }, { kind: 'relayed', protocol: 'tls', family: 'ipv6' }]);
});

test('of somebody who says nothing and shows nothing the rest is told after ten seconds', async () => {
  const { keeper, told, pass } = watched();
  keeper.look();
  await pass(9500);
  assert.equal(told.length, 0);
  await pass(1500);
  assert.deepEqual(told.map(({ steps }) => steps), [{}]);
});

test('before both have clicked nothing is told, and what could not be sent is told later', async () => {
  const { keeper, state, told, sound, pass } = watched();
  state.both = false;
  keeper.look();
  await pass(15_000);
  assert.equal(told.length, 0);
  Object.assign(state, { both: true, online: false });
  keeper.look();
  keeper.reached('first_picture');
  await pass(200);
  sound.totalAudioEnergy += 1;
  await pass(3000);
  state.online = true;
  await pass(2500);
  assert.equal(told.length, 1);
});
