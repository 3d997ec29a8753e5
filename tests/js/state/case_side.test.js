import assert from 'node:assert/strict';
import { test } from 'node:test';

import { side } from '../../../web/static/js/state/case_side.js';

/** @param {object} about @returns {any} */
const call = (about) => ({ id: 'c1', state: 'closed', mode: 'invite', agent_name: 'Amina', ...about });
const page = { liveCallId: null, askedId: null, calls: [], agentName: 'Amina' };

test('a case without a running call offers to start one', () => {
  assert.deepEqual(side(page), { kind: 'start' });
  assert.deepEqual(side({ ...page, calls: [call({})] }), { kind: 'start' });
});

test('the live call of this agent is resumed on its own case and pointed to on any other', () => {
  const calls = [call({ id: 'c2', state: 'active' })];
  assert.deepEqual(side({ ...page, liveCallId: 'c2', calls }), { kind: 'call', callId: 'c2' });
  assert.deepEqual(side({ ...page, liveCallId: 'c2', askedId: 'c2' }), { kind: 'call', callId: 'c2' });
  assert.deepEqual(side({ ...page, liveCallId: 'c9', calls }), { kind: 'elsewhere', callId: 'c9' });
});

test('a wrap-up left undone comes back, the asked one first, and never a colleague’s', () => {
  const calls = [call({ id: 'c3', state: 'wrap_up' }), call({ id: 'c2', state: 'wrap_up' }), call({ id: 'c1', state: 'wrap_up', agent_name: 'Sven' })];
  assert.deepEqual(side({ ...page, calls }), { kind: 'wrap_up', callId: 'c3' });
  assert.deepEqual(side({ ...page, calls, askedId: 'c2' }), { kind: 'wrap_up', callId: 'c2' });
  assert.deepEqual(side({ ...page, calls: calls.slice(2), askedId: 'c1' }), { kind: 'start' });
});

test('an invitation without an agent can be taken, a colleague’s call cannot', () => {
  const open = call({ state: 'waiting', agent_name: null });
  const taken = call({ state: 'active', agent_name: 'Sven' });
  assert.deepEqual(side({ ...page, calls: [open] }), { kind: 'open', call: open });
  assert.deepEqual(side({ ...page, calls: [taken] }), { kind: 'taken', call: taken });
});

test('a customer in the queue comes by an offer, not by the case', () => {
  const queued = call({ state: 'waiting', mode: 'queue', agent_name: null });
  assert.deepEqual(side({ ...page, calls: [queued] }), { kind: 'queued', call: queued });
});

test('a customer whose agent was lost waits in the queue, whoever had the call', () => {
  const requeued = call({ state: 'waiting', mode: 'queue', agent_name: 'Sven' });
  assert.deepEqual(side({ ...page, calls: [requeued] }), { kind: 'queued', call: requeued });
});
