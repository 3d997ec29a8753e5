import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TypingChannel } from '../../../web/static/js/rtc/typing_channel.js';
import { FakePeerConnection } from './fake_peer_connection.js';

function channel() {
  /** @type {string[]} */
  const heard = [];
  const pc = new FakePeerConnection();
  const made = new TypingChannel(/** @type {any} */ (pc), { heard: (text) => heard.push(text) });
  made.open();
  return { heard, made, wire: pc.channels[0] };
}

test('text is heard, and nothing that is none or too long', () => {
  const { heard, wire } = channel();
  for (const data of ['hel', '', new ArrayBuffer(8), undefined, 7, 'x'.repeat(2001), new Blob(['x'])]) wire.onmessage({ data });
  assert.deepEqual(heard, ['hel', '']);
});

test('a flood ends the channel', () => {
  const { heard, wire } = channel();
  for (let each = 0; each < 5000; each += 1) wire.onmessage({ data: 'x' });
  assert.equal(wire.readyState, 'closed');
  assert.equal(heard.length, 60);
});

test('what cannot go out is to go another way, also on a line that hardly moves', () => {
  const { made, wire } = channel();
  assert.equal(made.say('a'), false);
  wire.readyState = 'open';
  wire.bufferedAmount = 0;
  assert.equal(made.say('ab'), true);
  wire.bufferedAmount = 20_000;
  assert.equal(made.say('abc'), false);
  assert.deepEqual(wire.sent, ['ab']);
});
