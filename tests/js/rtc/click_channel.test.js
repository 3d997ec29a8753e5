import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClickChannel, readShown } from '../../../web/static/js/rtc/click_channel.js';
import { FakePeerConnection } from './fake_peer_connection.js';

const CLICK = { ready: true, audio: true, video: false };

function channel(shown = () => /** @type {any} */ (null)) {
  /** @type {any[]} */
  const hints = [];
  const pc = new FakePeerConnection();
  const made = new ClickChannel(/** @type {any} */ (pc), { shown, hinted: (said) => hints.push(said) });
  made.open();
  const [wire] = pc.channels;
  wire.readyState = 'open';
  return { hints, wire, made, hear: (/** @type {object} */ word) => wire.onmessage({ data: JSON.stringify(word) }) };
}

test('a click is read, and nothing that is not exactly one', () => {
  assert.deepEqual(readShown(CLICK), { audio: true, video: false });
  const strange = [
    {}, { ready: false, audio: true, video: true }, { ready: true, audio: 1, video: true }, { ready: true, audio: true }, { ...CLICK, name: 'x' },
    JSON.parse('{"__proto__":{"ready":true},"audio":true,"video":true}'),
  ];
  for (const word of strange) assert.equal(readShown(word), null, JSON.stringify(word));
});

test('who says nonsense is passed over and hinted nothing', () => {
  const { hints, wire } = channel();
  const text = JSON.stringify({ ...CLICK, n: 1 });
  const nonsense = ['', 'x', 'null', '[]', '7', '"x"', '{', '{}', `[${'['.repeat(60)}`, `${text}${' '.repeat(120)}`, new ArrayBuffer(1_000_000), new Blob(['x']), undefined, { ...CLICK, n: 1 }];
  for (const data of nonsense) wire.onmessage({ data });
  for (const n of [undefined, null, 0, -1, 1.5, '1', {}, 1e300]) wire.onmessage({ data: JSON.stringify({ ...CLICK, n }) });
  assert.deepEqual(hints, []);
  wire.onmessage({ data: text });
  assert.deepEqual(hints, [{ audio: true, video: false }]);
});

test('a flood ends the channel, and is not shown', () => {
  const { hints, wire, hear } = channel();
  for (let n = 1; n <= 5000; n += 1) hear({ ...CLICK, n });
  assert.equal(wire.readyState, 'closed');
  assert.equal(hints.length, 100);
});

test('each word is said three times, so that a lost one is there before the line would ask for it again', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { wire, made } = channel(() => ({ audio: true, video: false }));
  assert.equal(wire.init.ordered, false);
  made.tell();
  assert.deepEqual(wire.sent.map((/** @type {string} */ text) => JSON.parse(text)), [{ ...CLICK, n: 1 }]);
  context.mock.timers.tick(60);
  assert.deepEqual(wire.sent, Array(3).fill(wire.sent[0]));
  made.tell();
  assert.equal(JSON.parse(wire.sent[3]).n, 2);
  wire.readyState = 'closed';
  context.mock.timers.tick(60);
  assert.equal(wire.sent.length, 4);
});

test('the newest word counts, once, however they come', () => {
  const { hints, hear } = channel();
  for (const [n, video] of /** @type {[number, boolean][]} */ ([[2, true], [1, false], [2, true], [3, false], [2, true]])) hear({ ...CLICK, video, n });
  assert.deepEqual(hints, [{ audio: true, video: true }, { audio: true, video: false }]);
});

test('beside the click it says why somebody is not there, and that they hear themselves, and nothing else of the kind', () => {
  assert.deepEqual(readShown({ ready: true, audio: true, video: true, pause: 'hidden', echoes: 2 }), { audio: true, video: true, pause: 'hidden', echoes: 2 });
  for (const more of ['"pause":"gone"', '"pause":null', '"pause":{}', '"echoes":0', '"echoes":-1', '"echoes":1.5', '"echoes":"1"']) {
    assert.equal(readShown(JSON.parse(`{"ready":true,"audio":true,"video":true,${more}}`)), null, more);
  }
});

test('a camera that looks at what is shown is told of, in one way only', () => {
  assert.deepEqual(readShown({ ready: true, audio: true, video: true, back: true }), { audio: true, video: true, back: true });
  assert.deepEqual(readShown({ ready: true, audio: false, video: false, writes: true }), { audio: false, video: false, writes: true });
  for (const writes of [false, 'yes', 1]) assert.equal(readShown({ ready: true, audio: false, video: false, writes }), null);
  for (const back of ['false', '1', '"yes"', 'null', '{}']) assert.equal(readShown(JSON.parse(`{"ready":true,"audio":true,"video":true,"back":${back}}`)), null, back);
});
