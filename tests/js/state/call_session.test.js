import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { afterEach, test } from 'node:test';

import { CallSession } from '../../../web/static/js/state/call_session.js';
import { TextShelf } from '../../../web/static/js/state/text_shelf.js';

globalThis.crypto ??= /** @type {any} */ (webcrypto); // Debian 12's Node 18 has no global one

const AT = '2026-03-01T10:00:00Z';
let page = new AbortController();
afterEach(() => {
  page.abort();
  page = new AbortController();
});

class Line {
  /** @type {any[]} */
  sent = [];
  status = 'online';
  pageId = 'mine';
  /** @type {Map<string, (message: any) => void>} */
  #listeners = new Map();
  /** @param {string} type @param {(message: any) => void} listener */
  on(type, listener) {
    this.#listeners.set(type, listener);
  }
  /** @param {(message: any) => void} listener */
  onStatus(listener) {
    this.#listeners.set('status', listener);
    listener({ status: this.status });
  }
  reconnects = 0;
  reconnect() {
    this.reconnects += 1;
  }
  /** @param {any} message */
  send(message) {
    return this.status === 'online' ? this.sent.push(message) : null;
  }
  /** @param {string} type @param {object} [fields] */
  hear(type, fields = {}) {
    this.#listeners.get(type)?.({ type, ...fields });
  }
  /** @param {string} status @param {string} [code] */
  become(status, code) {
    this.status = status;
    this.hear('status', { status, code });
  }
  types() {
    return this.sent.map((message) => message.type);
  }
}

/** Of one tab. @returns {Storage} */
function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
    get length() {
      return kept.size;
    },
  });
}

/** @param {'customer' | 'agent'} role @param {object} [options] */
function open(role, options = {}) {
  const line = new Line();
  const talk = /** @type {any} */ ({ state: 'waiting', remote: null, connection: null, met: [], closed: false, resumed: 0 });
  Object.assign(talk, {
    configure: (/** @type {any} */ ways) => (talk.ways = ways),
    ways: null,
    prepare: (/** @type {any} */ other) => talk.prepared.push(other),
    prepared: [],
    meet: (/** @type {any} */ other, /** @type {any} */ how) => (talk.met.push(other), (talk.offering = how?.offering)),
    receive: (/** @type {any} */ message) => (talk.received = message),
    resume: (/** @type {any} */ how) => ((talk.resumed += 1), (talk.heardAll = how?.heardAll)),
    replaceTrack: () => {},
    networkChanged: () => {},
    tellShown: () => (talk.told += 1),
    told: 0,
    begun: Promise.resolve(),
    close: () => (talk.closed = true),
  });
  const makeTalk = (/** @type {any} */ wanted) => Object.assign(talk, { polite: wanted.polite, changed: wanted.changed, hinted: wanted.hinted, shown: wanted.shown, send: wanted.send });
  const session = new CallSession({ socket: /** @type {any} */ (line), signal: page.signal, makeTalk, ...options });
  const welcome = (resumed = false, { warm = true } = {}) => line.hear('welcome', { resumed, warm, self: { id: role === 'agent' ? 'user' : 'c', role, name: 'x', language: 'en' }, call_id: '1', ice_servers: [], ice_transport_policy: 'all', server_time: AT });
  return { session, line, talk, welcome };
}

let version = 0;
/** @param {object} [changes] @returns {any} */
function call(changes = {}) {
  const person = { ready: true, audio: true, video: true, away_since: null, language: 'en' };
  const participants = [
    { ...person, id: 'c', role: 'customer', name: 'Lucía', page_id: 'customer-page' },
    { ...person, id: 'a', role: 'agent', name: 'Wei', page_id: 'agent-page' },
  ];
  return { id: '1', version: (version += 1), state: 'connecting', participants, recording: null, deadline_at: null, active_since: null, ended_at: null, reason: null, server_time: AT, ...changes };
}
/** @param {object} [changes] */
const asked = (changes = {}) => ({ id: null, request_id: 'q', state: 'asked', purposes: ['audio'], retention_days: 30, answers: [], writing: false, ...changes });

test('fresh ways are for the talk at once, and nothing is said for them', () => {
  const { line, talk, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call() });
  const said = line.sent.length;
  line.hear('ice_servers', { ice_servers: [{ urls: ['turn:t.example'], username: 'u', credential: 'fresh' }, { urls: ['stun:s.example'], username: null, credential: null }], ice_transport_policy: 'relay' });
  assert.deepEqual(talk.ways, { iceServers: [{ urls: ['turn:t.example'], username: 'u', credential: 'fresh' }, { urls: ['stun:s.example'] }], iceTransportPolicy: 'relay' });
  assert.equal(line.sent.length, said);
});

test('on every welcome the agent\'s page takes its place and says that it is ready', () => {
  const { session, line, welcome } = open('agent', { callId: '1' });
  welcome();
  assert.deepEqual(line.sent, [{ type: 'enter', call_id: '1' }]);
  session.ready();
  line.sent = [];
  welcome();
  assert.deepEqual(line.types(), ['enter', 'ready']);
});

test('a customer\'s page is placed by its token, and is not ready before its own click', () => {
  const { line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call() });
  welcome();
  assert.deepEqual(line.types(), []);
});

test('the customer is polite, the agent is not', () => {
  for (const [role, polite] of /** @type {const} */ ([['customer', true], ['agent', false]])) {
    const { line, talk, welcome } = open(role, { callId: '1' });
    welcome();
    line.hear('call', { call: call() });
    assert.equal(talk.polite, polite);
    assert.deepEqual(talk.met, [polite ? 'agent-page' : 'customer-page']);
  }
});

test('the server is told once that the talk is connected, and again after an interruption', () => {
  const { line, talk, welcome } = open('customer');
  welcome();
  const connecting = call();
  line.hear('call', { call: connecting });
  talk.state = 'connected';
  talk.changed();
  talk.changed();
  line.hear('call', { call: call({ state: 'active' }) });
  assert.deepEqual(line.types(), ['talk_connected']);
  line.hear('call', { call: call({ state: 'interrupted' }) });
  assert.deepEqual(line.types(), ['talk_connected', 'talk_connected']);
});

test('an older snapshot changes nothing', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  const older = call();
  const newer = call({ state: 'active' });
  line.hear('call', { call: newer });
  line.hear('call', { call: older });
  assert.equal(session.view.call, newer);
});

test('what was written without a connection goes out with the next one, and is confirmed', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call() });
  line.become('offline');
  session.say('  hello ');
  session.say('   ');
  assert.deepEqual(session.view.chat.map(({ text, state }) => [text, state]), [['hello', 'waiting']]);
  line.become('online');
  welcome();
  const [{ client_id: clientId, text }] = line.sent;
  assert.equal(text, 'hello');
  line.hear('chat', { lines: [{ id: 's', client_id: clientId, participant_id: 'c', text, at: AT }] });
  assert.deepEqual(session.view.chat.map(({ state }) => state), ['stored']);
});

test('what was written and not stored, and what is half written, is there after a reload, and goes out under the same name', () => {
  const tab = storage();
  const shelf = () => new TextShelf(tab, '1');
  const before = open('customer', { shelf: shelf() });
  before.welcome();
  before.line.hear('call', { call: call() });
  before.session.say('stored');
  before.line.hear('chat', { lines: [{ id: 's', client_id: before.line.sent.at(-1).client_id, participant_id: 'c', text: 'stored', at: AT }] });
  before.line.become('offline');
  before.session.say('not yet');
  before.session.keepDraft('My street is');
  const name = before.session.view.chat[1].key;

  const after = open('customer', { shelf: shelf() });
  assert.deepEqual([after.session.draft, after.session.view.chat.map(({ key, text, state }) => [key, text, state])], ['My street is', [[name, 'not yet', 'waiting']]]);
  after.welcome();
  assert.deepEqual(after.line.sent, [{ type: 'chat', client_id: name, text: 'not yet' }]);
  after.line.hear('call', { call: call() });
  after.line.hear('chat', { lines: [{ id: 't', client_id: name, participant_id: 'c', text: 'not yet', at: AT }] });
  assert.deepEqual(shelf().lines, []);
  assert.deepEqual([shelf().draft, new TextShelf(tab, 'another call').draft], ['My street is', '']);
  after.line.hear('call', { call: call({ state: 'wrap_up' }) });
  assert.deepEqual([shelf().draft, tab.length], ['', 0], 'nothing of it outlives the call');
});

test('a line the server refuses is marked, not lost', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call() });
  session.say('hello');
  line.hear('error', { code: 'rate_limited', reply_to: line.sent.length, message: '' });
  assert.equal(session.view.chat[0].state, 'refused');
  assert.equal(session.view.refusal, null);
});

test('an answer quotes the words that were shown, and each purpose has its own', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ state: 'active', recording: asked() }) });
  line.hear('consent_asked', { request_id: 'q', locale: 'en', wording_sha256: 'f'.repeat(64), questions: [{ purpose: 'audio' }, { purpose: 'transcript' }, { purpose: 'retention' }] });
  assert.equal(session.view.recording, 'asked');
  session.asks.answerConsent({ audio: true, transcript: false, retention: true });
  assert.deepEqual(line.sent.at(-1), { type: 'consent_answer', request_id: 'q', wording_sha256: 'f'.repeat(64), decisions: { audio: 'given', transcript: 'declined', retention: 'given' }, control: 'consent.send' });
});

test('words that changed while they were read come again', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ state: 'active', recording: asked() }) });
  line.hear('consent_asked', { request_id: 'q', locale: 'es', wording_sha256: 'f'.repeat(64), questions: [{ purpose: 'audio' }] });
  session.asks.answerConsent({ audio: true, transcript: true, retention: true });
  line.hear('error', { code: 'wording_changed', reply_to: line.sent.length, message: '' });
  assert.deepEqual(line.sent.at(-1), { type: 'language', locale: 'es' });
  assert.equal(session.view.refusal?.code, 'wording_changed');
});

test('what a page says of its own accord is refused in silence', () => {
  const { session, line, welcome } = open('agent', { callId: '1' });
  welcome();
  line.hear('error', { code: 'not_in_this_state', reply_to: 1, message: '' });
  assert.equal(session.view.refusal, null);
});

test('the end of the call closes the talk, and nothing opens it again', () => {
  const { session, line, talk, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ state: 'active' }) });
  line.hear('call', { call: call({ state: 'wrap_up', reason: 'completed' }) });
  assert.equal(talk.closed, true);
  assert.deepEqual(session.view.ended, { reason: 'completed' });
  talk.received = null;
  line.hear('description', { from_page: 'agent-page', to_page: 'mine', description: { type: 'offer', sdp: 'v=0' } });
  assert.equal(talk.received, null);
  assert.equal(session.view.talk, 'closed');
});

test('a page that was replaced lets go of the talk', () => {
  const { session, line, talk, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ state: 'active' }) });
  line.become('closed', 'replaced');
  assert.equal(talk.closed, true);
  assert.equal(session.view.closed, 'replaced');
});

test('each change is another view, and nobody is told after the page is gone', () => {
  const { session, line, welcome } = open('customer');
  /** @type {any[]} */
  const views = [];
  const watching = new AbortController();
  session.onChange((view) => views.push(view), watching.signal);
  welcome();
  line.hear('call', { call: call() });
  assert.equal(new Set(views).size, views.length);
  assert.ok(views.every((view) => Object.isFrozen(view)));
  const told = views.length;
  watching.abort();
  line.hear('call', { call: call() });
  assert.equal(views.length, told);
});

test('a line that goes on from where it was says nothing again that the server knows', () => {
  const { session, line, talk, welcome } = open('agent');
  welcome();
  line.hear('call', { call: call() });
  session.ready();
  line.sent = [];
  const shown = { ready: true, audio: session.view.own.microphone && session.view.own.hasMicrophone, video: session.view.own.camera && session.view.own.hasCamera };
  for (const comeBack of [() => {}, () => welcome(true)]) {
    comeBack();
    const known = call();
    Object.assign(known.participants[1], shown);
    line.hear('call', { call: known });
  }
  assert.deepEqual(line.types().filter((type) => type === 'enter' || type === 'ready'), []);
  assert.equal(talk.heardAll, true);
});

test('a click that was lost with the line is said again on the way back', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  const known = call();
  known.participants[0].ready = false;
  line.hear('call', { call: known });
  line.become('offline');
  session.ready();
  line.become('online');
  welcome(true);
  assert.ok(line.types().includes('ready'));
});

test('what was said before the line was lost is said again once what was missed lacks it', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  session.ready();
  const { microphone, hasMicrophone, camera, hasCamera } = session.view.own;
  const known = call();
  Object.assign(known.participants[0], { audio: microphone && hasMicrophone, video: camera && hasCamera });
  line.hear('call', { call: known });
  line.sent = [];
  welcome(true);
  assert.ok(!line.types().includes('ready'));
  const missed = call();
  missed.participants[0].ready = false;
  line.hear('call', { call: missed });
  assert.ok(line.types().includes('ready'));
  line.sent = [];
  line.hear('call', { call: call() });
  assert.ok(!line.types().includes('ready'));
});

test('that the talk stands is said again over a line that came back, while the server still waits for it', () => {
  const { line, talk, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call() });
  talk.state = 'connected';
  talk.changed();
  line.sent = [];
  welcome(true);
  assert.deepEqual(line.types(), ['talk_connected'], 'it may have been lost with the line');
  line.hear('call', { call: call({ state: 'active' }) });
  line.sent = [];
  welcome(true);
  assert.deepEqual(line.types(), []);
});

test('a place in the queue moves without the call, and only for the call it is about', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ state: 'waiting', queue: { position: 3 } }) });
  line.hear('queue', { call_id: 'another', queue: { position: 9 } });
  assert.equal(session.view.call?.queue?.position, 3);
  line.hear('queue', { call_id: '1', queue: { position: 2 } });
  assert.equal(session.view.call?.queue?.position, 2);
});

test('a place that comes late does not put a call that was taken back into the queue', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ queue: null }) });
  line.hear('queue', { call_id: '1', queue: { position: 2 } });
  assert.equal(session.view.call?.queue, null);
});

test('whoever left the call for good is not talked to any longer', () => {
  const { line, talk, welcome } = open('customer');
  welcome();
  const { participants } = call();
  line.hear('call', { call: call({ state: 'active' }) });
  line.hear('call', { call: call({ state: 'interrupted', participants: [participants[0], { ...participants[1], page_id: null }] }) });
  assert.equal(talk.closed, false, 'within the grace only the socket may be gone');
  line.hear('call', { call: call({ state: 'waiting', participants: [participants[0]] }) });
  assert.equal(talk.closed, true);
});

test('whoever was shown out of the call by a new link is not talked to any longer', () => {
  const { line, talk, welcome } = open('agent', { callId: '1' });
  welcome();
  const { participants } = call();
  line.hear('call', { call: call({ state: 'active' }) });
  const chair = { page_id: null, away_since: null, ready: false };
  line.hear('call', { call: call({ state: 'interrupted', participants: participants.map((/** @type {any} */ one) => (one.role === 'customer' ? { ...one, ...chair } : one)) }) });
  assert.equal(talk.closed, true);
});

test('an agent who was replaced by another, not yet there, is not talked to either', () => {
  const { line, talk, welcome } = open('customer');
  welcome();
  const { participants } = call();
  line.hear('call', { call: call({ state: 'active' }) });
  line.hear('call', { call: call({ state: 'waiting', participants: [participants[0], { ...participants[1], id: 'b', page_id: null }] }) });
  assert.equal(talk.closed, true);
});

test('an agent whose call went on is told where, does not take the other agent for themselves, and hears nothing more', () => {
  const { session, line, talk, welcome } = open('agent', { callId: '1' });
  welcome();
  const { participants } = call();
  line.hear('call', { call: call({ state: 'active' }) });
  line.hear('call', { call: call({ state: 'waiting', participants: [participants[0]] }) });
  assert.deepEqual(session.view.gone, { kind: 'queued' });
  line.hear('call', { call: call({ state: 'waiting', participants: [participants[0], { ...participants[1], id: 'b', name: 'Noor' }] }) });
  assert.deepEqual([session.view.gone, session.view.self], [{ kind: 'given', name: 'Noor' }, null]);
  assert.equal(talk.closed, true);
});

test('a page that is not let in again has lost its call', () => {
  const { session, line, welcome } = open('agent', { callId: '1' });
  welcome();
  assert.equal(session.view.gone, null);
  line.hear('error', { code: 'forbidden', reply_to: 1 });
  assert.deepEqual(session.view.gone, { kind: 'unknown' });
});

test('a wish to be called back says whether it went out, and a refusal is shown', () => {
  const { session, line, welcome } = open('customer');
  welcome();
  const wish = /** @type {any} */ ({ channel: 'call', starts_at: AT, ends_at: AT, time_zone: 'Europe/Madrid' });
  assert.equal(session.asks.wishCallBack(wish), true);
  assert.deepEqual(line.sent.at(-1), { type: 'call_back', ...wish });
  line.hear('error', { code: 'invalid_field', reply_to: line.sent.length });
  assert.deepEqual(session.view.refusal, { code: 'invalid_field', about: 'call_back' });
  line.become('offline');
  assert.equal(session.asks.wishCallBack(wish), false);
});

/** Both pages are there, and who has clicked. @param {{customer?: boolean, agent?: boolean}} clicked */
function here({ customer = false, agent = false }) {
  const known = call({ state: 'waiting', mode: 'invite' });
  known.participants[0].ready = customer;
  known.participants[1].ready = agent;
  return known;
}

const NEW_WAYS = { ice_servers: [], ice_transport_policy: 'all' };

test('a warm talk begins before any click; a cold one with the second', () => {
  for (const warm of [true, false]) {
    const { line, talk, welcome } = open('agent', { callId: '1' });
    welcome(false, { warm });
    line.hear('call', { call: here({}) });
    assert.deepEqual(talk.met, warm ? ['customer-page'] : []);
  }
});

test('an offer is ready before the last click, and nothing of it is said until then', () => {
  const { session, line, talk, welcome } = open('customer');
  welcome(false, { warm: false });
  line.hear('call', { call: here({}) });
  assert.deepEqual(talk.prepared, [], 'nobody has clicked');
  line.hear('call', { call: here({ agent: true }) });
  line.hear('call', { call: here({ agent: true }) });
  assert.deepEqual([talk.prepared, talk.met], [['agent-page'], []]);
  assert.equal(talk.send({ type: 'description' }), null);
  assert.deepEqual(line.types(), []);
  talk.meet = (/** @type {string} */ page) => talk.send({ type: 'description', to_page: page });
  session.ready();
  assert.deepEqual(line.types(), ['description', 'ready']);
  assert.equal(line.sent[0].to_page, 'agent-page');
});

test('what was made ready for ways that are not any more, or for who is not there any more, is dropped', () => {
  for (const news of [(/** @type {any} */ line) => line.hear('ice_servers', NEW_WAYS), (/** @type {any} */ line) => line.hear('call', { call: here({}) })]) {
    const { line, talk, welcome } = open('customer');
    welcome(false, { warm: false });
    line.hear('call', { call: here({ agent: true }) });
    news(line);
    assert.deepEqual([talk.closed, talk.met], [true, []]);
    line.hear('call', { call: here({ agent: true }) });
    assert.deepEqual(talk.prepared, ['agent-page', 'agent-page']);
  }
});

test('who clicks last offers, and the offer is on its way before the word of the click', async () => {
  const { session, line, talk, welcome } = open('customer');
  welcome(false, { warm: false });
  line.hear('call', { call: here({ agent: true }) });
  line.hear('ice_servers', NEW_WAYS); // what was ready is not any more
  /** @type {(value?: unknown) => void} */
  let sent = () => {};
  talk.begun = new Promise((resolve) => (sent = resolve));
  session.ready();
  assert.deepEqual([talk.met, talk.offering, line.types()], [['agent-page'], true, []]);
  sent();
  await new Promise(setImmediate);
  assert.deepEqual(line.types(), ['ready']);
});

test('a browser that makes no offer keeps the click from nobody', async () => {
  const { session, line, talk, welcome } = open('customer');
  welcome(false, { warm: false });
  line.hear('call', { call: here({ agent: true }) });
  line.hear('ice_servers', NEW_WAYS);
  talk.begun = new Promise(() => {});
  session.ready();
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.deepEqual(line.types(), ['ready']);
});

test('in a cold call nothing of the other page is answered before the click, and nothing is lost by it', () => {
  const { session, line, talk, welcome } = open('customer');
  welcome(false, { warm: false });
  line.hear('call', { call: here({ agent: true }) });
  const offer = { from_page: 'agent-page', to_page: 'mine', description: { type: 'offer', sdp: 'v=0' } };
  line.hear('description', offer);
  assert.equal(talk.received, undefined);
  session.ready();
  assert.deepEqual([talk.received.description, talk.offering], [offer.description, undefined]);
  assert.deepEqual(line.types(), ['ready']);
});

test('what a hostile page says before a cold click is kept in bounds', () => {
  const { session, line, talk, welcome } = open('customer');
  welcome(false, { warm: false });
  line.hear('call', { call: here({}) });
  let handed = 0;
  talk.receive = () => (handed += 1);
  for (let each = 0; each < 1000; each += 1) line.hear('candidate', { from_page: 'agent-page', to_page: 'mine', candidate: { candidate: 'x' } });
  session.ready();
  assert.equal(handed, 64);
});

test('the other one\'s click is shown as their page says it, starts nothing here, and the server says the last word', () => {
  const { session, line, talk, welcome } = open('agent', { callId: '1' });
  welcome();
  line.hear('call', { call: here({}) });
  assert.equal(talk.shown(), null, 'before the own click nothing is told');
  talk.hinted('customer-page', { audio: true, video: true });
  assert.deepEqual([session.view.other?.ready, session.view.call?.state, session.view.own.ready], [true, 'waiting', false]);
  assert.deepEqual(line.types().filter((type) => type !== 'enter'), []);
  session.ready();
  assert.equal(session.view.call?.state, 'connecting');
  assert.deepEqual(talk.shown(), { audio: false, video: false, writes: true });
  const known = here({ customer: true, agent: true });
  Object.assign(known, { state: 'connecting' });
  known.participants[0].video = false;
  line.hear('call', { call: known });
  assert.deepEqual([session.view.other?.video, session.view.call], [false, known]);
});

test('a broken talk puts the customer\'s line in doubt, once in each break, and never the agent\'s', () => {
  for (const [role, times] of /** @type {const} */ ([['customer', 2], ['agent', 0]])) {
    const { line, talk, welcome } = open(role, { callId: '1' });
    welcome();
    line.hear('call', { call: call({ state: 'active' }) });
    for (const state of ['connected', 'reconnecting', 'reconnecting', 'connected', 'reconnecting']) {
      talk.state = state;
      talk.changed();
    }
    assert.equal(line.reconnects, times);
  }
});

test('a screen is shown after the own click only, is told to the server, and the camera has its line back after it', async () => {
  const shown = Object.assign(new EventTarget(), { stop: () => {} });
  let asked = 0;
  const askForScreen = async () => ((asked += 1), /** @type {any} */ ({ track: shown }));
  const { session, line, talk, welcome } = open('agent', { callId: '1', askForScreen });
  /** @type {any[]} */
  const sent = [];
  talk.replaceTrack = (/** @type {string} */ kind, /** @type {any} */ track) => sent.push([kind, track]);
  welcome();
  line.hear('call', { call: call() });
  assert.equal(await session.showScreen(), 'changed_mind');
  assert.equal(asked, 0);

  session.ready();
  assert.equal(await session.showScreen(), 'shown');
  assert.equal(session.view.own.screen, true);
  assert.deepEqual([sent.at(-1), line.sent.at(-1)], [['video', shown], { type: 'media', audio: false, video: true, screen: true }]);
  line.sent = [];
  welcome();
  assert.deepEqual(line.sent.at(-1), { type: 'ready', audio: false, video: true, screen: true });
  shown.dispatchEvent(new Event('ended'));
  assert.deepEqual([sent.at(-1), line.sent.at(-1)], [['video', null], { type: 'media', audio: false, video: false, screen: false }]);
});

test('a camera that is hidden behind a screen is not recorded either', async () => {
  const shown = Object.assign(new EventTarget(), { stop: () => {} });
  /** @type {any[]} */
  const moved = [];
  const leg = { state: 'sending', recordingId: 'r', replaceTrack: () => {}, replaceCamera: (/** @type {any} */ track) => moved.push(track), close: () => {} };
  const { session, line, welcome } = open('agent', { callId: '1', askForScreen: async () => /** @type {any} */ ({ track: shown }), makeLeg: () => /** @type {any} */ (leg) });
  welcome();
  line.hear('call', { call: call({ state: 'active', recording: asked({ id: 'r', state: 'open', picture: 'taken' }) }) });
  line.hear('record', { recording_id: 'r', part_number: 1, whip_url: '/whip/t', picture: true });
  session.ready();
  await session.showScreen();
  assert.deepEqual(moved.at(-1), null);
  const before = moved.length;
  shown.dispatchEvent(new Event('ended'));
  assert.ok(moved.length > before, 'and comes back after it');
});

test('a screen that was shown to one is not shown to the next', async () => {
  const shown = Object.assign(new EventTarget(), { stopped: false, stop: () => (shown.stopped = true) });
  const { session, line, welcome } = open('customer', { askForScreen: async () => /** @type {any} */ ({ track: shown }) });
  welcome();
  const { participants } = call();
  line.hear('call', { call: call({ state: 'active' }) });
  session.ready();
  await session.showScreen();
  line.hear('call', { call: call({ state: 'interrupted', participants: [participants[0], { ...participants[1], page_id: null }] }) });
  assert.equal(session.view.own.screen, true, 'the same one may be back in a moment');
  line.hear('call', { call: call({ state: 'waiting', participants: [participants[0], { ...participants[1], id: 'b' }] }) });
  assert.deepEqual([session.view.own.screen, shown.stopped], [false, true]);
});

test('on a phone that is put away the other side is told, and told again when it is back; an echo is told each time', () => {
  const { session, line, talk, welcome } = open('customer');
  welcome();
  line.hear('call', { call: call({ state: 'active' }) });
  session.inSight(false);
  assert.equal(talk.shown(), null, 'before the own click nothing is told');
  session.ready();
  assert.equal(talk.shown().pause, 'hidden');
  session.inSight(true);
  session.hearsEcho();
  session.hearsEcho();
  assert.deepEqual(talk.shown(), { audio: false, video: false, echoes: 2, writes: true });
  assert.ok(talk.told >= 4);
});

test('what the other page says of its person is in the view and not among the people of the call', () => {
  const { session, line, talk, welcome } = open('agent', { callId: '1' });
  welcome();
  line.hear('call', { call: here({}) });
  talk.hinted('customer-page', { audio: true, video: true, pause: 'interrupted', echoes: 1 });
  assert.deepEqual([session.view.pause, session.view.echoes, session.view.other && 'pause' in session.view.other], ['interrupted', 1, false]);
});

/** @param {object} [changes] */
const opened = (changes = {}) => asked({ id: 'r', state: 'open', writing: true, picture: 'none', pause: null, answers: [{ participant_id: 'c', purpose: 'audio', decision: 'given' }], ...changes });
const paused = { by: 'c', since: AT, seen_by: null };

/** @returns {any} */
function microphone() {
  const voice = () => Object.assign(new EventTarget(), { kind: 'audio', enabled: true, stop: () => {}, clone: voice });
  const tracks = [voice()];
  return { getTracks: () => tracks, getAudioTracks: () => tracks, getVideoTracks: () => [] };
}

/** A customer whose own voice is on its way to the recorder. */
function recordedCustomer() {
  const leg = /** @type {any} */ ({ state: 'sending', sent: true, close: () => {}, replaceTrack: () => {}, replaceCamera: () => {} });
  const made = open('customer', { makeLeg: (/** @type {any} */ options) => Object.assign(leg, options) });
  made.welcome();
  made.session.useDevices({ stream: microphone(), refused: { audio: null, video: null } });
  made.session.ready();
  made.line.hear('call', { call: call({ state: 'active', recording: opened() }) });
  made.line.hear('record', { recording_id: 'r', part_number: 1, whip_url: '/whip/t' });
  made.line.sent = [];
  return { ...made, leg };
}

test('a press to pause counts with the line away, is said when it is back, and gives way to what the server shows', () => {
  const { session, line, welcome, leg } = recordedCustomer();
  line.become('offline');
  assert.equal(leg.track.enabled, true);
  session.asks.pauseRecording();
  assert.deepEqual([leg.track.enabled, session.view.recording, line.types()], [false, 'held_back', []]);
  line.become('online');
  welcome();
  assert.deepEqual(line.types(), ['ready'], 'it may have been heard');
  line.hear('call', { call: call({ state: 'active', recording: opened() }) });
  assert.deepEqual([line.types(), session.view.recording], [['ready', 'recording_pause'], 'held_back']);
  line.hear('call', { call: call({ state: 'active', recording: opened({ pause: paused }) }) });
  assert.equal(session.view.recording, 'paused');
});

test('a press that the server refuses is undone where it is seen, with the reason', () => {
  const { session, line, leg } = recordedCustomer();
  session.asks.pauseRecording();
  assert.equal(leg.track.enabled, false);
  line.hear('error', { code: 'not_in_this_state', reply_to: 1 });
  assert.deepEqual([leg.track.enabled, session.view.recording], [true, 'writing']);
  assert.deepEqual(session.view.refusal, { code: 'not_in_this_state', about: 'recording_pause' });
});

test('a call that is over before the server heard of a press says so afterwards', () => {
  const { session, line } = recordedCustomer();
  line.become('offline');
  session.asks.withdraw({ discard: false, control: 'recording.withdraw.keep' });
  line.become('online');
  /** @type {boolean[]} */
  const shown = [];
  session.onChange(({ ended, heldToTheEnd }) => ended && shown.push(heldToTheEnd), page.signal);
  line.hear('call', { call: call({ state: 'wrap_up', recording: opened({ state: 'stopped' }) }) });
  assert.deepEqual([session.view.heldToTheEnd, session.view.recording], [true, 'stopped']);
  assert.ok(shown.length > 0 && shown.every(Boolean), 'from the first moment on');
});

test('a phone says that it shows the recording going on when it is looked at, over whichever line, and not while its person holds it back', () => {
  const { session, line, welcome } = recordedCustomer();
  const said = () => line.types().filter((type) => type !== 'ready'); // each line is told that once more
  const resuming = () => line.hear('call', { call: call({ state: 'active', recording: opened({ pause: { ...paused, seen_by: ['a'] } }) }) });
  session.inSight(false);
  resuming();
  assert.deepEqual(said(), []);
  session.inSight(true);
  assert.deepEqual(said(), ['resume_seen']);
  line.become('offline');
  line.become('online');
  welcome(true);
  assert.deepEqual(said(), ['resume_seen', 'resume_seen'], 'the first may be lost');
  line.sent = [];
  session.asks.pauseRecording();
  resuming();
  assert.deepEqual(said(), ['recording_pause']);
});
