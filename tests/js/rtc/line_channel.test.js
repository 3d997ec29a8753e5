import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lineChannel, readLineWord } from '../../../web/static/js/rtc/line_channel.js';
import { FakePeerConnection } from './fake_peer_connection.js';

const WORD = '{"paused":true,"hears":"weak","sound":"failing"}';

test('a word of the line is read, and nothing that is not exactly one', () => {
  assert.deepEqual(readLineWord(WORD), { paused: true, hears: 'weak', sound: 'failing' });
  const strange = [
    '', 'null', '[]', '{}', '{"paused":1,"hears":"weak","sound":"heard"}', '{"paused":true,"hears":"<b>","sound":"heard"}', '{"paused":true,"hears":"weak","sound":"constructor"}',
    '{"paused":true,"hears":"weak","sound":"heard","name":"x"}', `${WORD}${' '.repeat(100)}`, new ArrayBuffer(8), undefined, { paused: true, hears: 'weak', sound: 'heard' },
  ];
  for (const data of strange) assert.equal(readLineWord(data), null, String(data));
});

test('it is said as soon as the line is there, and a flood ends the channel', () => {
  /** @type {any[]} */
  const heard = [];
  const pc = new FakePeerConnection();
  const word = JSON.parse(WORD);
  lineChannel(/** @type {any} */ (pc), { word: () => word, heard: (said) => heard.push(said) }).open();
  const [wire] = pc.channels;
  wire.readyState = 'open';
  wire.onopen();
  assert.deepEqual(wire.sent, [WORD]);
  for (let each = 0; each < 5000; each += 1) wire.onmessage({ data: WORD });
  assert.deepEqual([wire.readyState, heard.length], ['closed', 100]);
});
