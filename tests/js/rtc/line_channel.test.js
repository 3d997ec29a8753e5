import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lineChannel, readLineWord } from '../../../web/static/js/rtc/line_channel.js';
import { FakePeerConnection } from './fake_peer_connection.js';

const WORD = { paused: true, hears: 'weak', sound: 'failing' };

test('a word of the line is read, and nothing that is not exactly one', () => {
  assert.deepEqual(readLineWord(WORD), WORD);
  const strange = [{}, { ...WORD, paused: 1 }, { ...WORD, hears: '<b>' }, { ...WORD, sound: 'constructor' }, { ...WORD, name: 'x' }];
  for (const word of strange) assert.equal(readLineWord(word), null, JSON.stringify(word));
});

test('it is said as soon as the line is there, and a flood ends the channel', () => {
  /** @type {any[]} */
  const heard = [];
  const pc = new FakePeerConnection();
  lineChannel(/** @type {any} */ (pc), { word: () => /** @type {any} */ (WORD), heard: (said) => heard.push(said) }).open();
  const [wire] = pc.channels;
  wire.readyState = 'open';
  wire.onopen();
  assert.deepEqual(wire.sent.map((/** @type {string} */ text) => JSON.parse(text)), [{ ...WORD, n: 1 }]);
  for (let n = 1; n <= 5000; n += 1) wire.onmessage({ data: JSON.stringify({ ...WORD, n }) });
  assert.deepEqual([wire.readyState, heard.length], ['closed', 100]);
});
