import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClickChannel, readShown } from '../../../web/static/js/rtc/click_channel.js';
import { FakePeerConnection } from './fake_peer_connection.js';

const CLICK = '{"ready":true,"audio":true,"video":false}';

function channel() {
  /** @type {any[]} */
  const hints = [];
  const pc = new FakePeerConnection();
  const made = new ClickChannel(/** @type {any} */ (pc), { shown: () => null, hinted: (shown) => hints.push(shown) });
  made.open();
  return { hints, wire: pc.channels[0] };
}

test('a click is read, and nothing that is not exactly one', () => {
  assert.deepEqual(readShown(CLICK), { audio: true, video: false });
  const strange = [
    '', 'null', '[]', '7', '"x"', '{', '{}', '{"ready":false,"audio":true,"video":true}', '{"ready":true,"audio":1,"video":true}',
    '{"ready":true,"audio":true}', '{"ready":true,"audio":true,"video":true,"name":"x"}', '{"__proto__":{"ready":true},"audio":true,"video":true}',
    `${CLICK}${' '.repeat(100)}`, `[${'['.repeat(60)}`, new ArrayBuffer(8), new Blob(['x']), undefined, { ready: true, audio: true, video: true },
  ];
  for (const data of strange) assert.equal(readShown(data), null, String(data));
});

test('who says nonsense is passed over and hinted nothing', () => {
  const { hints, wire } = channel();
  for (const data of ['x', CLICK, new ArrayBuffer(1_000_000), '{"ready":true}']) wire.onmessage({ data });
  assert.deepEqual(hints, [{ audio: true, video: false }]);
});

test('a flood ends the channel, and is not shown', () => {
  const { hints, wire } = channel();
  for (let each = 0; each < 5000; each += 1) wire.onmessage({ data: CLICK });
  assert.equal(wire.readyState, 'closed');
  assert.equal(hints.length, 100);
});

test('beside the click it says why somebody is not there, and that they hear themselves, and nothing else of the kind', () => {
  assert.deepEqual(readShown('{"ready":true,"audio":true,"video":true,"pause":"hidden","echoes":2}'), { audio: true, video: true, pause: 'hidden', echoes: 2 });
  for (const more of ['"pause":"gone"', '"pause":null', '"pause":{}', '"echoes":0', '"echoes":-1', '"echoes":1.5', '"echoes":"1"']) {
    assert.equal(readShown(`{"ready":true,"audio":true,"video":true,${more}}`), null, more);
  }
});

test('a camera that looks at what is shown is told of, in one way only', () => {
  assert.deepEqual(readShown('{"ready":true,"audio":true,"video":true,"back":true}'), { audio: true, video: true, back: true });
  for (const back of ['false', '1', '"yes"', 'null', '{}']) assert.equal(readShown(`{"ready":true,"audio":true,"video":true,"back":${back}}`), null, back);
});
