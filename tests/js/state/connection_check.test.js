import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { ConnectionCheck } from '../../../web/static/js/state/connection_check.js';
import { holdTime, releaseTime, tick } from '../timers.js';

const FOUND = { steps: { socket: { outcome: 'passed', ms: 20 } }, round_trip_ms: null, kbit_s: null };
const WELCOME = { ice_servers: [{ urls: ['turn:t.example.org:3478'], username: 'u', credential: 'c' }], ice_transport_policy: 'all' };

let page = new AbortController();
let now = 0;
afterEach(() => {
  page.abort();
  page = new AbortController();
  releaseTime();
  mock.restoreAll();
});

/** @param {{talk?: string, page?: string | null}} [at] */
function waiting({ talk = 'connected', page: other = 'a' } = {}) {
  holdTime();
  mock.method(performance, 'now', () => now);
  /** @type {any} */
  let view = { own: { ready: false, preview: {}, hasCamera: true, hasMicrophone: true }, talk, socket: 'online', other: { page_id: other }, ended: null, closed: null };
  /** @type {Set<(view: any) => void>} */
  const watching = new Set();
  /** @type {Map<string, (message: any) => void>} */
  const hearing = new Map();
  /** @type {any[]} */
  const said = [];
  const line = { online: true, saving: false };
  /** @type {{about: any, end: (found: any) => void}[]} */
  const tests = [];
  const check = new ConnectionCheck({
    socket: /** @type {any} */ ({ on: (/** @type {string} */ type, /** @type {any} */ listener) => hearing.set(type, listener), send: (/** @type {any} */ message) => (line.online ? said.push(message) : null) }),
    session: /** @type {any} */ ({
      get view() {
        return view;
      },
      onChange: (/** @type {any} */ listener) => (watching.add(listener), listener(view)),
    }),
    test: (about) => new Promise((resolve) => {
      tests.push({ about, end: resolve });
      about.signal.addEventListener('abort', () => resolve(/** @type {any} */ (FOUND)));
    }),
    saving: () => line.saving,
    signal: page.signal,
  });
  hearing.get('welcome')?.(WELCOME);
  const pass = async (/** @type {number} */ ms) => {
    for (let passed = 0; passed < ms; passed += 250) {
      now += 250;
      tick(250);
      await new Promise(setImmediate);
    }
  };
  const become = (/** @type {any} */ news) => {
    view = { ...view, ...news };
    for (const listener of [...watching]) listener(view);
  };
  const told = () => said.filter(({ type }) => type === 'connection_test');
  return { check, tests, told, line, hearing, pass, become, settle: () => new Promise(setImmediate) };
}

test('once the talk stands and all is calm the page tests by itself, once, and tells the server', async () => {
  const { check, tests, told, pass, settle } = waiting();
  await pass(1250);
  assert.equal(tests.length, 0);
  await pass(1000);
  assert.equal(tests.length, 1);
  assert.deepEqual(tests[0].about.servers, [{ urls: ['turn:t.example.org:3478'], username: 'u', credential: 'c' }]);
  assert.ok(tests[0].about.probes.talk);
  tests[0].end(FOUND);
  await settle();
  await pass(60_000);
  assert.equal(tests.length, 1);
  assert.deepEqual(told(), [{ type: 'connection_test', asked: false, ...FOUND }]);
  assert.equal(check.view.found, FOUND);
});

test('a talk that is being made is not disturbed, and one that fails is found so', async () => {
  const { tests, told, pass, become } = waiting({ talk: 'connecting' });
  await pass(9000);
  assert.equal(tests.length, 0);
  await pass(3000);
  assert.equal(tests.length, 1);
  become({ talk: 'connected' });
  become({ talk: 'reconnecting' });
  assert.equal(tests[0].about.signal.aborted, true);
  await pass(1000);
  assert.deepEqual(told(), []);
});

test('whoever is alone is tested without the talk, and again when the talk then fails', async () => {
  const { tests, pass, become, settle } = waiting({ talk: 'waiting', page: null });
  await pass(2000);
  assert.equal(tests[0].about.probes.talk, null);
  tests[0].end(FOUND);
  await settle();
  become({ talk: 'connecting', other: { page_id: 'a' } });
  await pass(9000);
  assert.equal(tests.length, 1);
  await pass(3000);
  assert.equal(tests.length, 2);
});

test('the click ends it, and a talk that stands is not tested after it', async () => {
  const { check, tests, told, pass, become } = waiting();
  await pass(2000);
  become({ own: { ready: true } });
  assert.equal(tests[0].about.signal.aborted, true);
  check.ask();
  await pass(5000);
  assert.equal(tests.length, 1);
  assert.deepEqual(told(), []);
});

test('after the click it is tested where the talk does not come about, and where it breaks for long later; once each time', async () => {
  const { check, tests, told, pass, become, settle } = waiting({ talk: 'connecting' });
  become({ own: { ready: true } });
  await pass(9000);
  assert.equal(tests.length, 0);
  await pass(3000);
  assert.deepEqual([tests.length, tests[0].about.sparing], [1, true]);
  tests[0].end(FOUND);
  await settle();
  await pass(30_000);
  assert.deepEqual([tests.length, told().length, check.view.found], [1, 1, FOUND]);

  become({ talk: 'connected' });
  await pass(5000);
  assert.deepEqual([tests.length, check.view.found], [1, null], 'a talk that stands is left alone');
  become({ talk: 'reconnecting' });
  await pass(12_000);
  assert.equal(tests.length, 2);
  become({ talk: 'connected' });
  assert.equal(tests[1].about.signal.aborted, true);
  check.ask();
  assert.equal(tests.length, 2);
});

test('while the other one is away no time counts against the line, and nothing is tested', async () => {
  const { tests, become, pass } = waiting();
  become({ own: { ready: true } });
  become({ talk: 'reconnecting', other: { page_id: null } });
  await pass(30_000);
  assert.equal(tests.length, 0, 'it is the agent who is gone');
  become({ other: { page_id: 'b' }, talk: 'connecting' });
  await pass(9_000);
  assert.equal(tests.length, 0, 'they are back, and the line gets its time');
  await pass(3_000);
  assert.equal(tests.length, 1);
});

test('the person may ask at any time, and once at a time', async () => {
  const { check, tests, told, pass, settle, become } = waiting({ talk: 'connecting' });
  check.ask();
  check.ask();
  assert.equal(tests.length, 1);
  assert.equal(tests[0].about.sparing, true); // the talk is just being made
  await pass(2000);
  tests[0].end(FOUND);
  await settle();
  assert.equal(told()[0].asked, true);
  become({ talk: 'connected' });
  check.ask();
  assert.equal(tests[1].about.sparing, false);
});

test('who asks while the page tests by itself waits for that one, and it is theirs', async () => {
  const { check, tests, told, pass, become, settle } = waiting();
  await pass(2000);
  check.ask();
  assert.deepEqual([tests.length, check.view.asked], [1, true]);
  become({ talk: 'reconnecting' });
  assert.equal(tests[0].about.signal.aborted, false);
  tests[0].end(FOUND);
  await settle();
  assert.equal(told()[0].asked, true);
});

test('who saves data sends nothing through the relay', async () => {
  const { check, line, tests } = waiting();
  line.saving = true;
  check.ask();
  assert.equal(tests[0].about.sparing, true);
});

test('what was found while the line was down is told when it is back', async () => {
  const { check, line, tests, told, hearing, settle } = waiting();
  check.ask();
  line.online = false;
  tests[0].end(FOUND);
  await settle();
  assert.deepEqual(told(), []);
  line.online = true;
  hearing.get('welcome')?.(WELCOME);
  hearing.get('welcome')?.(WELCOME);
  assert.equal(told().length, 1);
});
