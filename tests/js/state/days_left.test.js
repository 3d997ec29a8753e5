import assert from 'node:assert/strict';
import { test } from 'node:test';

import { daysLeft } from '../../../web/static/js/state/days_left.js';

const LATE = Date.parse('2026-11-28T23:30:00Z');

test('days are counted on the calendar of whoever reads them', () => {
  assert.equal(daysLeft('2026-11-29', LATE, 'UTC'), 1);
  assert.equal(daysLeft('2026-11-29', LATE, 'Asia/Shanghai'), 0);
  assert.equal(daysLeft('2026-11-29', LATE, 'America/Los_Angeles'), 1);
});

test('the day itself is none, and one that has passed is less', () => {
  assert.equal(daysLeft('2026-11-28', LATE, 'UTC'), 0);
  assert.equal(daysLeft('2026-11-20', LATE, 'UTC'), -8);
});

test('the hour that a summer has more changes no day', () => {
  assert.equal(daysLeft('2026-10-26', Date.parse('2026-10-24T22:30:00Z'), 'Europe/Madrid'), 1);
});
