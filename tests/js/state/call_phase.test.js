import assert from 'node:assert/strict';
import { test } from 'node:test';

import { callPhase } from '../../../web/static/js/state/call_phase.js';

/** @param {object} about @returns {any} */
const view = (about) => ({ call: { state: 'waiting', participants: [] }, own: { ready: false }, closed: null, ended: null, gone: null, ...about });

test('whatever the call does, nobody is shown before their own click', () => {
  for (const state of ['created', 'waiting', 'connecting', 'active', 'interrupted']) {
    assert.equal(callPhase(view({ call: { state, participants: [] } })), 'preview', state);
  }
});

test('after the click the page waits for the customer, and then they are together', () => {
  const own = { ready: true };
  assert.equal(callPhase(view({ own })), 'alone');
  assert.equal(callPhase(view({ own, call: { state: 'interrupted', participants: [] } })), 'together');
});

test('another tab and the end outweigh everything else', () => {
  assert.equal(callPhase(view({ closed: 'replaced' })), 'elsewhere');
  assert.equal(callPhase(view({ closed: 'replaced', ended: { reason: 'completed' } })), 'over');
  assert.equal(callPhase(view({ call: null })), 'entering');
});

test('a call that went on without this agent is not theirs to write up', () => {
  const gone = { kind: 'given', name: 'Noor' };
  assert.equal(callPhase(view({ gone, own: { ready: true }, call: { state: 'waiting', participants: [] } })), 'gone');
  assert.equal(callPhase(view({ gone, ended: { reason: 'completed' } })), 'gone');
});
