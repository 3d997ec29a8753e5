import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newestOf, packetOf, Redundancy } from '../../../web/static/js/rtc/redundancy.js';

const OPUS = 111;
/** What Chromium makes: the newest and one copy of the one before. @param {number} number */
const voice = (number) => ({ payloadType: OPUS, timestamp: (number * 960) >>> 0, data: Uint8Array.from([number, number, number]) });

/** Every block, as a receiver of RFC 2198 reads it. @param {Uint8Array} packet */
function read(packet) {
  const heads = [];
  let at = 0;
  for (; packet[at] & 0x80; at += 4) heads.push({ payloadType: packet[at] & 0x7f, older: (packet[at + 1] << 6) | (packet[at + 2] >> 2), length: ((packet[at + 2] & 3) << 8) | packet[at + 3] });
  const newest = { payloadType: packet[at], older: 0, length: packet.length - at - 1 - heads.reduce((sum, { length }) => sum + length, 0) };
  at += 1;
  return [...heads, newest].map(({ payloadType, older, length }) => ({ payloadType, older, data: [...packet.slice(at, (at += length))] }));
}

test('a packet says of each copy how much older it is, oldest first, and the newest comes last', () => {
  const packet = packetOf([voice(5), voice(6)], voice(7));
  assert.deepEqual(read(packet), [
    { payloadType: OPUS, older: 1920, data: [5, 5, 5] },
    { payloadType: OPUS, older: 960, data: [6, 6, 6] },
    { payloadType: OPUS, older: 0, data: [7, 7, 7] },
  ]);
  assert.deepEqual([...packet.slice(0, 4)], [0x80 | OPUS, 1920 >> 6, (1920 << 2) & 0xff, 3]);
});

test('of a browser\'s own packet the newest block is taken, with a copy in it or without', () => {
  assert.deepEqual(newestOf(packetOf([voice(6)], voice(7)), 6720), voice(7));
  assert.deepEqual(newestOf(packetOf([], voice(7)), 6720), voice(7));
  for (const nonsense of [[], [0x80], [0x80 | OPUS, 0, 0, 9], [0x80 | OPUS, 0, 0, 9, OPUS, 1, 2]]) assert.equal(newestOf(Uint8Array.from(nonsense), 0), null, String(nonsense));
});

test('each packet carries as many of those before it as it is told, from the first on that are there', () => {
  const made = new Redundancy();
  const send = (/** @type {number} */ number) => made.write(packetOf([voice(number - 1)], voice(number)), voice(number).timestamp);
  assert.equal(send(1), null, 'the browser\'s own is left as it is');
  made.copies = 3;
  assert.deepEqual(read(send(2) ?? new Uint8Array()).map(({ data }) => data[0]), [1, 2]);
  for (const number of [3, 4]) send(number);
  assert.deepEqual(read(send(5) ?? new Uint8Array()).map(({ older }) => older), [2880, 1920, 960, 0]);
  made.copies = 0;
  assert.deepEqual(read(send(6) ?? new Uint8Array()).map(({ data }) => data[0]), [6]);
});

test('a voice paused longer than a copy can say is not mended, and what does not fit stays out', () => {
  assert.deepEqual(read(packetOf([voice(1), voice(100)], voice(101))).map(({ older }) => older), [960, 0]);
  const long = { ...voice(1), data: new Uint8Array(700) };
  assert.equal(read(packetOf([long, voice(2)], { ...voice(3), data: new Uint8Array(500) })).length, 2);
});

test('timestamps that go round are near each other still', () => {
  const before = { ...voice(0), timestamp: 2 ** 32 - 960 };
  assert.equal(read(packetOf([before], voice(0)))[0].older, 960);
  assert.equal(read(packetOf([voice(9)], voice(7))).length, 1, 'what is younger is no copy');
});

test('nonsense goes on its way as it is', () => {
  const made = new Redundancy();
  made.copies = 2;
  assert.equal(made.write(Uint8Array.from([0x80]), 0), null);
});
