import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { keysOf } from '../../../web/static/js/rtc/sdp.js';
import { Talk } from '../../../web/static/js/rtc/talk.js';
import { FakePeerConnection } from './fake_peer_connection.js';
import { holdTime, releaseTime, tick } from '../timers.js';

/** @type {any} */
const TRACKS = { audio: { kind: 'audio', enabled: false }, video: { kind: 'video', enabled: false } };

/** @param {{polite: boolean, online?: () => boolean, tracks?: any, shown?: any}} how */
function page({ polite, online = () => true, tracks = TRACKS, shown = null }) {
  /** @type {any[]} */
  const sent = [];
  /** @type {any[]} */
  const hints = [];
  /** @type {any[]} */
  const heard = [];
  const own = { shown, thrift: /** @type {any} */ ({ picture: 'full', copies: 1, waitMs: null }), word: /** @type {any} */ ({ paused: false, hears: 'unknown', sound: 'heard' }) };
  const talk = new Talk({
    polite,
    tracks: () => tracks,
    shown: () => own.shown,
    hinted: (...hint) => hints.push(hint),
    line: { thrift: () => own.thrift, word: () => own.word, heard: (...said) => heard.push(said) },
    typed: () => {},
    send: (message) => (online() ? sent.push(message) : null),
    changed: () => {},
    reached: () => {},
    PeerConnection: /** @type {any} */ (FakePeerConnection),
  });
  talks.push(talk);
  const pc = () => /** @type {FakePeerConnection} */ (/** @type {unknown} */ (talk.connection));
  return { talk, sent, own, hints, heard, pc, channel: () => pc().channels[0] };
}

/** @param {any} message @param {string} from @returns {any} */
const from = (message, from) => ({ ...message, from_page: from });
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** Both are there and have negotiated. @param {any} [customerTracks] */
async function met(customerTracks = TRACKS) {
  const agent = page({ polite: false });
  const customer = page({ polite: true, tracks: customerTracks });
  agent.talk.meet('c1');
  customer.talk.meet('a1');
  await settled();
  customer.talk.receive(from(agent.sent[0], 'a1'));
  await settled();
  agent.talk.receive(from(customer.sent[0], 'c1'));
  await settled();
  for (const one of [agent, customer]) one.pc().become('connected');
  return { agent, customer };
}

/**
 * What the agent has said since, and what the customer answers.
 *
 * @param {ReturnType<typeof page>} agent @param {ReturnType<typeof page>} customer @param {number} since how many have been delivered
 */
async function deliver(agent, customer, since) {
  for (const message of agent.sent.slice(since)) {
    const answered = customer.sent.length;
    customer.talk.receive(from(message, 'a1'));
    await settled();
    for (const answer of customer.sent.slice(answered)) agent.talk.receive(from(answer, 'c1'));
    await settled();
  }
  return agent.sent.length;
}

/** @type {Talk[]} */
let talks = [];
afterEach(() => {
  for (const talk of talks) talk.close();
  talks = [];
  mock.restoreAll();
  releaseTime();
});

test('the agent offers, the customer answers, and both have both lines in both directions', async () => {
  const { agent, customer } = await met();
  assert.deepEqual(agent.sent.map((one) => one.description.type), ['offer']);
  assert.deepEqual(customer.sent.map((one) => one.description.type), ['answer']);
  for (const { pc, talk } of [agent, customer]) {
    assert.deepEqual(pc().transceivers.map((one) => [one.receiver.track.kind, one.direction, one.sender.track.enabled]), [
      ['audio', 'sendrecv', false],
      ['video', 'sendrecv', false],
    ]);
    assert.equal(talk.state, 'connected');
  }
});

test('somebody without devices has the same lines, and a camera found later needs no negotiation', async () => {
  const { customer } = await met({ audio: null, video: null });
  assert.deepEqual(customer.pc().transceivers.map((one) => [one.direction, one.sender.track]), [['sendrecv', null], ['sendrecv', null]]);
  customer.talk.replaceTrack('video', TRACKS.video);
  assert.equal(customer.pc().transceivers[1].sender.track, TRACKS.video);
  assert.equal(customer.sent.length, 1);
});

test('a page that is away keeps its connection; another page of the same person gets another one', async () => {
  const { agent } = await met();
  const first = agent.pc();
  agent.talk.meet(null);
  agent.talk.meet('c1');
  assert.equal(agent.pc(), first);
  assert.equal(agent.talk.state, 'connected');
  agent.talk.meet('c2');
  assert.notEqual(agent.pc(), first);
  assert.equal(first.connectionState, 'closed');
  assert.equal(agent.talk.state, 'connecting');
});

test('when both offer at once the agent stays with its own and the customer gives way', async () => {
  const { agent, customer } = await met();
  agent.pc().restartIce();
  customer.pc().restartIce();
  await settled();
  const [offer, other] = [agent.sent.at(-1), customer.sent.at(-1)];
  assert.deepEqual([offer.description.type, other.description.type], ['offer', 'offer']);
  agent.talk.receive(from(other, 'c1'));
  customer.talk.receive(from(offer, 'a1'));
  await settled();
  assert.equal(agent.pc().signalingState, 'have-local-offer');
  assert.equal(customer.sent.at(-1).description.type, 'answer');
  agent.talk.receive(from(customer.sent.at(-1), 'c1'));
  await settled();
  assert.equal(agent.pc().signalingState, 'stable');
});

test('an offer that comes before the news of its page is answered', async () => {
  const agent = page({ polite: false });
  const customer = page({ polite: true });
  agent.talk.meet('c1');
  await settled();
  customer.talk.receive(from(agent.sent[0], 'a1'));
  await settled();
  customer.talk.meet('a1');
  assert.deepEqual(customer.sent.map((one) => one.description.type), ['answer']);
  assert.equal(customer.pc().restarts, 0);
});

test('candidates and answers of a page that is not the other one are dropped', async () => {
  const { agent } = await met();
  agent.talk.receive(from({ type: 'candidate', candidate: { candidate: 'x' } }, 'stranger'));
  agent.talk.receive(from({ type: 'description', description: { type: 'answer', sdp: 'v=0' } }, 'stranger'));
  agent.talk.receive(from({ type: 'candidate', candidate: { candidate: 'y' } }, 'c1'));
  await settled();
  assert.deepEqual(agent.pc().candidates, [{ candidate: 'y' }]);
});

test('an offer that nobody answers is sent again, also when the line was down at first', async () => {
  holdTime();
  let online = false;
  let now = 0;
  mock.method(performance, 'now', () => now);
  const agent = page({ polite: false, online: () => online });
  agent.talk.meet('c1');
  await settled();
  assert.equal(agent.sent.length, 0);
  online = true;
  now = 4600;
  tick(500);
  assert.equal(agent.sent.length, 1);
});

test('a broken connection is restarted by the agent, never by the customer, and not while the other is away', async () => {
  holdTime();
  let now = 0;
  mock.method(performance, 'now', () => now);
  const { agent, customer } = await met();
  now = 10_000;
  for (const one of [agent, customer]) one.pc().become('disconnected');
  assert.equal(agent.talk.state, 'reconnecting');
  now = 11_000;
  tick(500);
  await settled();
  agent.talk.meet(null);
  const said = agent.sent.length;
  now = 30_000;
  tick(500);
  assert.equal(customer.pc().restarts, 0);
  assert.deepEqual([agent.pc().restarts, agent.sent.length], [1, said]);
  agent.talk.meet('c1');
  await settled();
  assert.equal(agent.sent.at(-1).description.type, 'offer');
  assert.notEqual(keysOf(agent.sent.at(-1).description.sdp), keysOf(agent.sent[said - 1].description.sdp));
});

test('a voice that stops in the middle is no reason to wait for the browser: the agent restarts within a second, once', async () => {
  holdTime();
  let now = 0;
  mock.method(performance, 'now', () => now);
  const { agent, customer } = await met();
  const pass = async (/** @type {number} */ ms, /** @type {number} */ packets) => {
    for (let passed = 0; passed < ms; passed += 250) {
      now += 250;
      for (const one of [agent, customer]) one.pc().received += packets;
      tick(250);
      await settled();
    }
  };
  await pass(5000, 12);
  assert.equal(agent.pc().restarts, 0);
  await pass(1000, 0);
  assert.equal(agent.pc().restarts, 1);
  await pass(6000, 0);
  assert.deepEqual([agent.pc().restarts, customer.pc().restarts], [1, 0]);
});

test('an answer to an offer that was made anew meanwhile is no answer', async () => {
  const now = mock.method(performance, 'now', () => 0).mock;
  const { agent, customer } = await met();
  for (const one of [agent, customer]) one.pc().become('failed');
  now.mockImplementation(() => 20_000);
  agent.talk.resume();
  await settled();
  customer.talk.receive(from(agent.sent.at(-1), 'a1'));
  await settled();
  agent.talk.resume();
  await settled();
  const [late, offer] = [customer.sent.at(-1), agent.sent.at(-1)];
  agent.talk.receive(from(late, 'c1'));
  await settled();
  assert.equal(agent.pc().signalingState, 'have-local-offer');
  customer.talk.receive(from(offer, 'a1'));
  await settled();
  agent.talk.receive(from(customer.sent.at(-1), 'c1'));
  await settled();
  assert.equal(agent.pc().signalingState, 'stable');
});

test('what restarting does not mend in eight seconds is made from nothing, and the tracks are the same', async () => {
  holdTime();
  let now = 0;
  mock.method(performance, 'now', () => now);
  const { agent, customer } = await met();
  const first = agent.pc();
  now = 10_000;
  first.become('failed');
  let said = agent.sent.length;
  for (let passed = 0; passed < 10_000 && agent.pc() === first; passed += 250) {
    tick(250);
    await settled();
    said = await deliver(agent, customer, said);
    now += 250;
  }
  assert.notEqual(agent.pc(), first);
  assert.ok(now >= 18_000 && now <= 19_000, `${now}`);
  assert.equal(agent.talk.state, 'reconnecting');
  await settled();
  await deliver(agent, customer, said);
  assert.equal(customer.pc().connectionState, 'new');
  for (const { pc } of [agent, customer]) assert.deepEqual(pc().transceivers.map((one) => one.sender.track), [TRACKS.audio, TRACKS.video]);
});

test('an offer of another connection of the same page is answered by another connection', async () => {
  const { customer } = await met();
  const first = customer.pc();
  const other = page({ polite: false });
  other.talk.meet('c1');
  await settled();
  customer.talk.receive(from(other.sent[0], 'a1'));
  await settled();
  assert.notEqual(customer.pc(), first);
  assert.equal(customer.sent.at(-1).description.type, 'answer');
});

test('a line that is back and missed nothing does not begin a connection that is being made anew', async () => {
  const now = mock.method(performance, 'now', () => 0).mock;
  const { agent } = await met();
  agent.pc().become('connecting');
  now.mockImplementation(() => 6000);
  const before = agent.sent.length;
  agent.talk.resume({ heardAll: true });
  await settled();
  assert.equal(agent.sent.length, before);
  agent.talk.resume();
  await settled();
  assert.ok(agent.sent.length > before);
});

test('what could not be said while the line was down is said once it is back, whatever was heard', async () => {
  const now = mock.method(performance, 'now', () => 0).mock;
  let online = true;
  const agent = page({ polite: false, online: () => online });
  online = false;
  agent.talk.meet('c1');
  await settled();
  assert.equal(agent.sent.length, 0);
  online = true;
  now.mockImplementation(() => 60_000);
  agent.talk.resume({ heardAll: true });
  await settled();
  assert.deepEqual(agent.sent.map((one) => one.description.type), ['offer']);
});

test('a break that nobody answers is given twice the time: who is in the dark is known as away before', async () => {
  holdTime();
  let now = 0;
  mock.method(performance, 'now', () => now);
  const { agent } = await met();
  const first = agent.pc();
  now = 10_000;
  first.become('failed');
  for (; now < 30_000 && agent.pc() === first; now += 250) {
    tick(250);
    await settled();
  }
  assert.ok(now >= 26_000 && now <= 27_000, `${now}`);
});

test('a silence is restarted after a third of a second, has a name on both sides within two, and what that does not mend is made anew', async () => {
  holdTime();
  let now = 0;
  mock.method(performance, 'now', () => now);
  const { agent, customer } = await met();
  const first = agent.pc();
  let said = agent.sent.length;
  const pass = async (/** @type {number} */ ms, /** @type {number} */ packets) => {
    for (let passed = 0; passed < ms; passed += 50) {
      now += 50;
      for (const one of [agent, customer]) one.pc().received += packets;
      tick(50);
      await settled();
      said = await deliver(agent, customer, said);
    }
  };
  await pass(3000, 3);
  await pass(200, 0);
  assert.equal(first.restarts, 0);
  await pass(300, 0);
  assert.equal(first.restarts, 1);
  assert.deepEqual([agent.talk.state, customer.talk.state], ['connected', 'connected']);
  await pass(1500, 0);
  assert.deepEqual([agent.talk.state, customer.talk.state], ['reconnecting', 'reconnecting']);
  await pass(600, 3);
  assert.deepEqual([agent.talk.state, customer.talk.state], ['connected', 'connected']);
  await pass(1000, 3);
  await pass(7500, 0);
  assert.equal(agent.pc(), first);
  await pass(1500, 0);
  assert.notEqual(agent.pc(), first);
});

test('who has nothing to send any more is not taken for a broken line', async () => {
  holdTime();
  let now = 0;
  mock.method(performance, 'now', () => now);
  const { agent } = await met();
  for (let step = 0; step < 400; step += 1) {
    now += 50;
    agent.pc().received += step < 60 ? 3 : Number(step % (step < 160 ? 5 : 10) === 0); // control packets come on, four in a second and then two
    tick(50);
    await settled();
  }
  assert.deepEqual([agent.pc().restarts, agent.talk.state], [0, 'connected']);
});

test('in another network the agent restarts at once, and the customer leaves it to the agent', async () => {
  const now = mock.method(performance, 'now', () => 0).mock;
  const { agent, customer } = await met();
  now.mockImplementation(() => 5000);
  for (const one of [agent, customer]) one.talk.networkChanged();
  assert.deepEqual([agent.pc().restarts, customer.pc().restarts], [1, 0]);
});

test('when both have begun at once the customer gives way with a new connection, which has two lines', async () => {
  const [agent, customer] = [page({ polite: false }), page({ polite: true })];
  agent.talk.meet('c1');
  customer.talk.meet('a1', { offering: true });
  await settled();
  const [offer, other] = [agent.sent[0], customer.sent[0]];
  assert.deepEqual([offer.description.type, other.description.type], ['offer', 'offer']);
  const lost = customer.pc();
  agent.talk.receive(from(other, 'c1'));
  customer.talk.receive(from(offer, 'a1'));
  await settled();
  agent.talk.receive(from(customer.sent.at(-1), 'c1'));
  await settled();
  assert.equal(lost.connectionState, 'closed');
  for (const { pc } of [agent, customer]) {
    assert.equal(pc().signalingState, 'stable');
    assert.deepEqual(pc().transceivers.map((one) => [one.receiver.track.kind, one.sender.track]), [['audio', TRACKS.audio], ['video', TRACKS.video]]);
  }
});

test('whoever clicks last may offer, and the agent answers', async () => {
  const [agent, customer] = [page({ polite: false }), page({ polite: true })];
  customer.talk.meet('a1', { offering: true });
  await customer.talk.begun;
  agent.talk.receive(from(customer.sent[0], 'c1'));
  agent.talk.meet('c1');
  await settled();
  customer.talk.receive(from(agent.sent[0], 'a1'));
  await settled();
  assert.deepEqual([agent.sent.length, customer.sent.length], [1, 1]);
  assert.deepEqual([agent.pc().signalingState, customer.pc().signalingState], ['stable', 'stable']);
});

test('both sides have the channels of click, text and line under the same numbers before they are described, once', async () => {
  const { agent, customer } = await met();
  agent.pc().restartIce();
  await settled();
  customer.talk.receive(from(agent.sent.at(-1), 'a1'));
  await settled();
  for (const { pc } of [agent, customer]) assert.deepEqual(pc().channels.map(({ label, init }) => [label, init.negotiated, init.id]), [['click', true, 0], ['typing', true, 1], ['line', true, 2]]);
});

test('what is done about a weak line is done to the connection there is, and to the one after it', async () => {
  const { agent, customer } = await met();
  const [, picture] = customer.pc().transceivers;
  assert.equal(picture.sender.parameters.encodings[0].active, true);
  customer.own.thrift = { picture: 'paused', copies: 3, waitMs: 80 };
  customer.own.word = { paused: true, hears: 'bad', sound: 'failing' };
  const [, , line] = customer.pc().channels;
  line.readyState = 'open';
  customer.talk.lineMoved();
  await settled();
  assert.equal(picture.sender.parameters.encodings[0].active, false);
  assert.equal(picture.sender.track, TRACKS.video, 'the camera is not touched');
  agent.pc().channels[2].onmessage({ data: line.sent[0] });
  assert.deepEqual(agent.heard, [['c1', customer.own.word]]);
  customer.talk.meet('a2', { offering: true });
  await settled();
  customer.talk.receive({ ...from({ type: 'description', to_page: 'c1', description: { type: 'answer', sdp: agent.pc().localDescription.sdp } }, 'a2') });
  await settled();
  assert.equal(customer.pc().transceivers[1].sender.parameters.encodings[0].active, false, 'another connection, the same weak line');
});

test('a click goes over the channel when it happens, or as soon as there is one', async () => {
  const { agent, customer } = await met();
  for (const one of [agent, customer]) Object.assign(one.channel(), { readyState: 'open' });
  agent.channel().onopen();
  assert.deepEqual(agent.channel().sent, [], 'nothing is said before the click');
  agent.own.shown = { audio: true, video: false };
  agent.talk.tellShown();
  customer.channel().onmessage({ data: agent.channel().sent[0] });
  assert.deepEqual(customer.hints, [['a1', { audio: true, video: false }]]);
  customer.own.shown = { audio: true, video: true };
  customer.channel().onopen();
  assert.equal(customer.channel().sent.length, 1);
});
