import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { backoffMs, spreadMs } from '../../../web/static/js/protocol/backoff.js';
import { SignalingSocket } from '../../../web/static/js/protocol/socket.js';
import { holdTime, releaseTime, tick } from '../timers.js';

const SELF = { id: 'c', role: 'customer', name: 'x', language: 'en' };

/** The browser's end of a line, whose server is the test. */
class Line {
  /** @type {Line[]} */
  static all = [];
  readyState = 1;
  bufferedAmount = 0;
  closed = false;
  /** @type {any[]} */
  said = [];
  onopen = () => {};
  onmessage = (/** @type {{data: string}} */ _) => {};
  onclose = () => {};
  constructor() {
    Line.all.push(this);
  }
  /** @param {string} text */
  send(text) {
    this.said.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  /** @param {string} type @param {object} [fields] */
  hear(type, fields = {}) {
    this.onmessage({ data: JSON.stringify({ type, ...fields }) });
  }
  /** @param {boolean} [resumed] */
  welcome(resumed = false) {
    this.onopen();
    this.hear('welcome', { self: SELF, resumed, server_time: new Date().toISOString() });
  }
}

let page = new AbortController();
beforeEach(() => {
  page = new AbortController();
  Line.all = [];
  holdTime();
});
afterEach(() => {
  page.abort();
  releaseTime();
});

function open() {
  const socket = new SignalingSocket({ url: 'ws://here/ws', token: 't', pageId: 'p', renew: async () => 't2', signal: page.signal, WebSocketClass: /** @type {any} */ (Line) });
  /** @type {any[]} */
  const heard = [];
  socket.on('chat', (message) => heard.push(message), page.signal);
  const line = () => /** @type {Line} */ (Line.all.at(-1));
  return { socket, heard, line };
}

/** How long after now another connection is tried. */
function untilNextTry() {
  const before = Line.all.length;
  for (let ms = 0; ms < 20_000; ms += 1) {
    tick(ms === 0 ? 0 : 1);
    if (Line.all.length > before) return ms;
  }
  return Infinity;
}

test('a lost line is tried again at once, and then ever later', () => {
  const { line } = open();
  line().welcome();
  tick(2000);
  line().onclose();
  assert.equal(untilNextTry(), 0);
  const pauses = [0, 0, 0].map(() => (line().onclose(), untilNextTry()));
  assert.ok(pauses[0] >= 200 && pauses[0] <= 400, `${pauses}`);
  assert.ok(pauses[2] >= 1200 && pauses[2] <= 1600, `${pauses}`);
});

test('a try that hangs in the dark is given up after two seconds, and after a short pause there is another; every third has longer', () => {
  const { line } = open();
  line().welcome();
  tick(2000);
  line().onclose();
  tick(0);
  for (const [number, deadline] of [2000, 2000, 4000, 2000].entries()) {
    const hanging = line();
    tick(deadline - 1);
    assert.equal(hanging.closed, false, `${number}`);
    tick(1);
    assert.equal(hanging.closed, true, `${number}`);
    assert.ok(untilNextTry() <= 1000);
  }
});

test('in a minute of darkness a page makes no more tries than its browser lets it make at once', () => {
  const random = () => 0;
  const hung = [...Array(17).keys()].map((n) => backoffMs(n, { random }) + (n % 3 === 2 ? 4000 : 2000));
  const refused = [...Array(24).keys()].map((n) => backoffMs(n, { random, refused: true }));
  for (const tries of [hung, refused]) assert.ok(tries.reduce((sum, ms) => sum + ms) >= 43_000, `${tries}`);
  assert.ok(backoffMs(31, { refused: true, random: () => 1 }) <= 3200);
  assert.ok(backoffMs(32, { random }) >= 4000);
});

test('a node that greets and drops is not asked again at once for ever', () => {
  const { line } = open();
  line().welcome();
  line().onclose();
  assert.equal(untilNextTry(), 0);
  line().welcome();
  line().onclose();
  assert.ok(untilNextTry() >= 200);
});

test('pages that a node sends away come back spread over a moment', () => {
  const { line } = open();
  line().welcome();
  tick(2000);
  line().hear('bye', { code: 'draining', retry: true });
  assert.ok(untilNextTry() <= 500);
  assert.equal(spreadMs(() => 0.5), 250);
  assert.equal(backoffMs(0), 0);
});

test('a line comes back with its session, the last number of each origin it handed out, and the newest call', () => {
  const { line } = open();
  line().welcome();
  line().hear('session', { session: 'call.a', heard: { 'a.0': 3 } });
  for (const [id, version] of [['other', 9], ['1', 7], ['1', 6]]) line().hear('call', { call: { id, version } });
  line().hear('chat', { origin: 'a.0', seq: 5, lines: [] });
  line().hear('chat', { origin: 'b.0', seq: 1, lines: [] });
  line().onclose();
  tick(0);
  line().onopen();
  assert.deepEqual(line().said[0], { type: 'hello', token: 't', page_id: 'p', resume: { session: 'call.a', heard: { 'a.0': 5, 'b.0': 1 } }, call_version: 7 });
});

test('a line that has heard more origins than may be told comes back as if it had heard nothing', () => {
  const { line } = open();
  line().welcome();
  line().hear('session', { session: 'call.a', heard: {} });
  for (let n = 0; n <= 32; n += 1) line().hear('chat', { origin: `a.${n}`, seq: 1, lines: [] });
  line().onclose();
  tick(0);
  line().onopen();
  assert.equal(line().said[0].resume, undefined);
});

test('what has been heard is not handed out again', () => {
  const { line, heard } = open();
  line().welcome();
  line().hear('session', { session: 'call.a', heard: { 'a.0': 3 } });
  for (const seq of [4, 6, 5, 6, 7]) line().hear('chat', { origin: 'a.0', seq, lines: [] });
  line().hear('chat', { lines: [] });
  assert.deepEqual(heard.map(({ seq }) => seq), [4, 6, 7, undefined]);
});

test('a count that begins anew is heard from its own beginning', () => {
  const { line, heard } = open();
  line().welcome();
  line().hear('session', { session: 'call.a', heard: { 'a.0': 40 } });
  line().hear('session', { session: 'call.b', heard: {} });
  line().hear('chat', { origin: 'a.0', seq: 1, lines: [] });
  assert.equal(heard.length, 1);
});

test('a welcome that does not go on from there, or a page that takes its place back, begins with nothing heard', () => {
  const { socket, line } = open();
  line().welcome();
  line().hear('session', { session: 'call.a', heard: { 'a.0': 3 } });
  line().onclose();
  tick(0);
  line().welcome(false);
  line().onclose();
  tick(400);
  line().welcome();
  assert.equal(line().said[0].resume, undefined);
  line().hear('session', { session: 'call.a', heard: { 'a.0': 3 } });
  line().hear('bye', { code: 'replaced', retry: false });
  socket.takeBack();
  line().onopen();
  assert.equal(line().said[0].resume, undefined);
});

test('where nothing is counted, nothing is kept to come back with', () => {
  const { line } = open();
  line().welcome();
  line().hear('session', { session: 'call.a', heard: { 'a.0': 3 } });
  line().hear('session', { session: null, heard: {} });
  line().onclose();
  tick(0);
  line().onopen();
  assert.equal(line().said[0].resume, undefined);
});

test('after ten silent seconds it is asked whether anybody is there, and without an answer the line is made anew', () => {
  const { line } = open();
  line().welcome();
  const deaf = line();
  tick(9_999);
  assert.equal(deaf.said.filter(({ type }) => type === 'ping').length, 0);
  tick(1);
  assert.equal(deaf.said.filter(({ type }) => type === 'ping').length, 1);
  tick(3_999);
  assert.equal(deaf.closed, false);
  tick(1);
  tick(0);
  assert.equal(deaf.closed, true);
  assert.notEqual(line(), deaf);
});

test('somebody who answers is asked no more than every ten seconds', () => {
  const { line } = open();
  line().welcome();
  for (let seconds = 0; seconds < 60; seconds += 1) {
    tick(1000);
    if (line().said.at(-1)?.type === 'ping') line().hear('pong');
  }
  assert.equal(Line.all.length, 1);
  assert.ok(line().said.filter(({ type }) => type === 'ping').length <= 6);
});
