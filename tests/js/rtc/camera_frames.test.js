import assert from 'node:assert/strict';
import { test } from 'node:test';

import { givesPictures } from '../../../web/static/js/rtc/camera_frames.js';
import { holdTime, releaseTime, tick } from '../timers.js';

/** @param {(number | undefined)[]} counts one after the other, as the statistics of a connection tell them */
const connection = (...counts) => /** @type {any} */ ({ getStats: async () => new Map([['s', { type: 'media-source', kind: 'video', frames: counts.shift() }]]) });
const track = /** @type {any} */ ({});
const { signal } = new AbortController();

test('a camera whose count stands still is frozen, whoever counts', async (t) => {
  holdTime();
  t.after(releaseTime);
  const answers = [givesPictures(track, connection(90, 90), signal), givesPictures(track, connection(90, 120), signal), givesPictures(/** @type {any} */ ({ stats: { totalFrames: 7 } }), null, signal), givesPictures(track, connection(undefined, undefined), signal), givesPictures(track, null, signal)];
  for (let each = 0; each < 60; each += 1) {
    tick(100);
    await new Promise(setImmediate);
  }
  assert.deepEqual(await Promise.all(answers), [false, true, false, null, null]);
});

test('one picture more is none: a frozen camera gives its last one again when the line is told to send it otherwise', async (t) => {
  holdTime();
  t.after(releaseTime);
  const answers = [givesPictures(track, connection(90, 93, 93), signal), givesPictures(track, connection(90, 92, 94, 96), signal)];
  for (let each = 0; each < 60; each += 1) {
    tick(100);
    await new Promise(setImmediate);
  }
  assert.deepEqual(await Promise.all(answers), [false, true], 'very slow is not frozen');
});
