import assert from 'node:assert/strict';
import { test } from 'node:test';

import { candidates, isBusy, mayGive } from '../../../web/static/js/state/giving.js';

/** @param {object} [changes] @returns {any} */
const call = (changes = {}) => ({ id: '1', mode: 'invite', state: 'waiting', agent_name: 'Wei', participants: [{ role: 'customer', language: 'es-MX' }], ...changes });
/** @param {string} name @param {string[]} languages @param {object} [changes] @returns {any} */
const agent = (name, languages, changes = {}) => ({ user_id: name, name, languages, skills: [], state: 'available', call_id: null, ...changes });

test('what belongs to an agent can be given away before the talk, and while that agent is lost', () => {
  for (const state of ['created', 'waiting', 'interrupted']) assert.equal(mayGive(call({ state })), true, state);
  for (const state of ['offered', 'connecting', 'active', 'wrap_up', 'closed']) assert.equal(mayGive(call({ state })), false, state);
});

test('the queue gives its calls out by itself, unless the agent of one was lost', () => {
  assert.equal(mayGive(call({ mode: 'queue', agent_name: null })), false);
  assert.equal(mayGive(call({ mode: 'queue', state: 'interrupted' })), true);
});

test('exactly the language goes before a shared one, and who is ready before who is not', () => {
  const agents = [
    agent('offline', ['es-MX'], { state: 'offline' }),
    agent('none', ['en']),
    agent('shared', ['es']),
    agent('break', ['es-MX'], { state: 'break' }),
    agent('exact', ['en', 'es-mx']),
    agent('has it', ['es-MX'], { call_id: '1', state: 'on_call' }),
  ];
  assert.deepEqual(candidates(agents, call()).map(({ name }) => name), ['exact', 'break', 'offline', 'shared', 'none']);
});

test('who is in another call is shown and cannot be chosen', () => {
  assert.equal(isBusy(agent('x', [], { call_id: '2' })), true);
  assert.equal(isBusy(agent('x', [])), false);
});
