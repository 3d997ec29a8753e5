import assert from 'node:assert/strict';
import { test } from 'node:test';

import { comesBack, heldElsewhere, lostAgent, screenFor } from '../../../web/static/js/state/customer_screen.js';

/** @param {string} state @param {object} [customer] @returns {any} */
function call(state, customer = {}) {
  return { state, participants: [{ id: 'c', role: 'customer', page_id: null, ready: false, ...customer }] };
}
const HERE = { clicked: true, left: false };

test('whatever the call does, nobody leaves the lobby without their own click', () => {
  for (const state of ['created', 'waiting', 'offered', 'connecting', 'active', 'interrupted']) {
    assert.equal(screenFor(call(state, { ready: true }), { clicked: false, left: false }), 'lobby', state);
  }
});

test('after the click one waits until the talk begins', () => {
  for (const state of ['created', 'waiting', 'offered']) assert.equal(screenFor(call(state), HERE), 'waiting', state);
  for (const state of ['active', 'interrupted']) assert.equal(screenFor(call(state), HERE), 'call', state);
});

test('an agent who has accepted and not yet come in is still waited for', () => {
  const agent = { id: 'a', role: 'agent', page_id: 'p', ready: false };
  assert.equal(screenFor({ ...call('connecting'), participants: [agent] }, HERE), 'waiting');
  assert.equal(screenFor({ ...call('connecting'), participants: [{ ...agent, ready: true }] }, HERE), 'call');
});

test('an ended call is over wherever one stood, also for who has left', () => {
  for (const state of ['wrap_up', 'closed']) {
    assert.equal(screenFor(call(state), { clicked: false, left: false }), 'ended');
    assert.equal(screenFor(call(state), { clicked: true, left: true }), 'ended');
  }
  assert.equal(screenFor(call('waiting'), { clicked: true, left: true }), 'left');
});

test('who had clicked before comes back', () => {
  assert.equal(comesBack(call('interrupted', { ready: true }), 'c'), true);
  assert.equal(comesBack(call('created'), 'c'), false);
});

test('another window holds the call, but not this window before its reload', () => {
  assert.equal(heldElsewhere(call('active', { page_id: 'p1' }), 'c', null), true);
  assert.equal(heldElsewhere(call('active', { page_id: 'p1' }), 'c', 'p1'), false);
  assert.equal(heldElsewhere(call('interrupted'), 'c', 'p1'), false);
});

test('the form for a call-back stands over lobby and waiting, and gives way to whoever comes', () => {
  const wishing = { clicked: true, left: false, wishing: true };
  for (const state of ['created', 'waiting', 'offered']) assert.equal(screenFor(call(state), wishing), 'call_back', state);
  assert.equal(screenFor(call('waiting'), { ...wishing, clicked: false }), 'call_back');
  assert.equal(screenFor(call('active'), wishing), 'call');
  assert.equal(screenFor(call('active'), { ...wishing, soundLost: true }), 'call_back', 'of a talk in which nobody is heard it is the way out');
  assert.equal(screenFor(call('closed'), wishing), 'ended');
});

test('an agent is lost when the customer waits again after a talk', () => {
  const talked = { active_since: '2026-03-01T10:00:00Z' };
  assert.equal(lostAgent({ ...call('waiting'), ...talked }), true);
  assert.equal(lostAgent({ ...call('waiting'), active_since: null }), false);
  assert.equal(lostAgent({ ...call('interrupted'), ...talked }), false);
  assert.equal(lostAgent({ ...call('waiting'), ...talked, participants: [{ role: 'agent', name: 'Noor' }] }), false);
});
