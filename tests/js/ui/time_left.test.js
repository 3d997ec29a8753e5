import assert from 'node:assert/strict';
import { test } from 'node:test';

import { timeLeft } from '../../../web/static/js/ui/time_left.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');

test('how far away a moment is, is said in the largest unit that says something', () => {
  const left = (/** @type {number} */ minutes) => timeLeft(new Date(NOW + minutes * 60_000).toISOString(), NOW);
  assert.equal(left(5), 'in 5 minutes');
  assert.equal(left(119), 'in 119 minutes');
  assert.equal(left(150), 'in 2 hours');
  assert.equal(left(47 * 60), 'in 47 hours');
  assert.equal(left(49 * 60), 'in 2 days');
  assert.equal(left(-26 * 60), '26 hours ago');
  assert.equal(left(0), 'in 0 minutes');
});
