import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { causeOf } from '../../../web/static/js/state/line_cause.js';

/** @param {object} changes @returns {any} */
const view = (changes) => ({ own: { ready: true }, other: { page_id: 'theirs' }, talk: 'connecting', ended: null, ...changes });
/** @param {string} outcome of every way out @param {string} [socket] @returns {any} */
const found = (outcome, socket = 'passed') => {
  const step = { outcome, ms: 20 };
  return { steps: { devices: null, socket: { outcome: socket, ms: 5 }, talk: { outcome: 'late', ms: null }, stun: step, turn_udp: step, turn_tcp: step, turn_tls: step, relay: null }, round_trip_ms: null, kbit_s: null };
};
const idle = { running: false, found: null };

test('what is in the way is said where two people who have clicked do not see each other, and nowhere else', () => {
  const blocked = { running: false, found: found('late') };
  for (const talk of ['connecting', 'reconnecting']) assert.equal(causeOf(view({ talk }), blocked), 'check.blocked.call');
  for (const talk of ['connected', 'waiting', 'closed']) assert.equal(causeOf(view({ talk }), blocked), null, talk);
  assert.equal(causeOf(view({ own: { ready: false } }), blocked), null, 'the lobby says it itself');
  assert.equal(causeOf(view({ ended: { reason: 'completed' } }), blocked), null);
  assert.equal(causeOf(view({}), idle), null, 'nothing is known yet');
});

test('no line is to blame while nobody is at its other end, or whoever came back has not clicked there', () => {
  const blocked = { running: false, found: found('late') };
  for (const other of [null, { page_id: null, away_since: '2026-03-01T10:00:00Z' }, { page_id: 'theirs', returning: true }]) {
    assert.equal(causeOf(view({ talk: 'reconnecting', other }), blocked), null, JSON.stringify(other));
    assert.equal(causeOf(view({ talk: 'reconnecting', other }), { running: true, found: null }), null);
  }
});

test('while it is tested that is said, and then the step that is in the way, in words that are there', () => {
  const words = JSON.parse(readFileSync(new URL('../../../web/static/locales/en.json', import.meta.url), 'utf8'));
  const keys = [causeOf(view({}), { running: true, found: null }), causeOf(view({}), { running: false, found: found('late') }), causeOf(view({}), { running: false, found: found('passed') }), causeOf(view({}), { running: false, found: found('passed', 'late') })];
  assert.deepEqual(keys, ['check.running', 'check.blocked.call', 'check.unmet', 'check.offline']);
  for (const key of keys) assert.ok(key && words[key], String(key));
});
