import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Arrivals } from '../../../web/static/js/rtc/arrivals.js';

/**
 * Looks at a line every `lookMs`.
 *
 * @param {number} lookMs @param {(ms: number) => number} received packets by then @param {number} untilMs @returns {number[]} when it was told that nothing comes any more
 */
function told(lookMs, received, untilMs) {
  const arrivals = new Arrivals();
  const moments = [];
  for (let now = lookMs; now <= untilMs; now += lookMs) if (arrivals.stopped(received(now), now)) moments.push(now);
  return moments;
}

test('a silence is noticed in time at whichever moment it begins, once', () => {
  for (let begins = 3000; begins < 4000; begins += 10) {
    for (const [lookMs, latestMs] of [[100, 400], [500, 1000]]) {
      const moments = told(lookMs, (ms) => Math.floor(Math.min(ms, begins) / 20), begins + 5000);
      assert.equal(moments.length, 1, `${begins}`);
      assert.ok(moments[0] >= begins + 300 - lookMs && moments[0] <= begins + latestMs + lookMs, `${begins} ${moments}`);
    }
  }
});

test('speech with short gaps, and a line that never carried much, are no silence', () => {
  assert.deepEqual(told(100, (ms) => Math.floor(ms / 500) * 14 + Math.min(14, Math.floor((ms % 500) / 20)), 20_000), []);
  assert.deepEqual(told(100, (ms) => Math.floor(ms / 400), 20_000), []);
});

test('what flows again and stops again is told again', () => {
  const moments = told(100, (ms) => Math.floor((Math.min(ms, 3000) + Math.max(0, Math.min(ms, 8000) - 5000)) / 20), 12_000);
  assert.deepEqual(moments.map((ms) => Math.round(ms / 1000)), [3, 8]);
});
