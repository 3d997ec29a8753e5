import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gravityOf, STEPS, verdictOf } from '../../../web/static/js/state/connection_verdict.js';

/** @typedef {import('../../../web/static/js/rtc/connection_test.js').Found} Found */

const WORKS = /** @type {const} */ ({ outcome: 'passed', ms: 20 });
const REFUSED = /** @type {const} */ ({ outcome: 'failed', ms: null });
const LATE = /** @type {const} */ ({ outcome: 'late', ms: null });

/** All is well but what is named. @param {Partial<Record<typeof STEPS[number], any>>} [steps] @param {Partial<Found>} [measured] @returns {Found} */
function found(steps = {}, measured = {}) {
  const all = /** @type {any} */ (Object.fromEntries(STEPS.map((step) => [step, WORKS])));
  return { steps: { ...all, ...steps }, round_trip_ms: 40, kbit_s: 3000, ...measured };
}

test('where all works the connection is good, and what could not be tried is no fault', () => {
  assert.equal(verdictOf(found()), 'good');
  const nothing = /** @type {any} */ (Object.fromEntries(STEPS.map((step) => [step, null])));
  assert.equal(verdictOf(found({ ...nothing, socket: WORKS }, { round_trip_ms: null, kbit_s: null })), 'good');
  assert.equal(verdictOf(found({ relay: { outcome: 'skipped', ms: null }, talk: null }, { round_trip_ms: null, kbit_s: null })), 'good');
});

test('the step that is in the way most is named', () => {
  const no = { stun: LATE, turn_udp: LATE };
  const nothing = { ...no, turn_tcp: REFUSED, turn_tls: LATE, relay: null };
  /** @type {[string, Found][]} */
  const cases = [
    ['offline', found({ ...nothing, socket: LATE, talk: LATE })],
    ['blocked', found({ ...nothing, talk: null })],
    ['blocked', found({ ...nothing, talk: LATE })],
    ['blocked', found({ talk: null, stun: REFUSED, turn_udp: null, turn_tcp: null, turn_tls: null, relay: null })],
    ['unmet', found({ talk: LATE })],
    ['unmet', found({ talk: LATE, stun: null, turn_udp: null, turn_tcp: null, turn_tls: null, relay: null })],
    ['slow', found({}, { kbit_s: 90 })],
    ['slow', found({}, { round_trip_ms: 900 })],
    ['slow', found(no, { kbit_s: 90 })],
    ['detour', found(no)],
    ['direct_only', found({ turn_udp: LATE, turn_tcp: REFUSED, turn_tls: REFUSED, talk: null })],
    ['devices', found({ devices: REFUSED })],
    ['detour', found({ ...no, devices: REFUSED })],
  ];
  for (const [verdict, one] of cases) assert.equal(verdictOf(one), verdict, JSON.stringify(one.steps));
});

test('a talk that stands is not blocked, whatever else gets out', () => {
  assert.equal(verdictOf(found({ stun: LATE, turn_udp: LATE, turn_tcp: REFUSED, turn_tls: REFUSED, relay: null })), 'good');
});

test('what keeps people from talking is grave', () => {
  assert.deepEqual((/** @type {const} */ (['good', 'slow', 'detour', 'blocked', 'offline'])).map(gravityOf), ['good', 'warn', 'warn', 'bad', 'bad']);
});
