import assert from 'node:assert/strict';
import { test } from 'node:test';

import { invitation, linkStillLeadsIn } from '../../../web/static/js/state/invitation.js';

/** @param {string} state @param {object} customer @returns {any} */
function call(state, customer = {}) {
  const nobody = { id: 'c', role: 'customer', page_id: null, away_since: null, ready: false };
  return { state, mode: 'invite', participants: [{ id: 'a', role: 'agent' }, { ...nobody, ...customer }] };
}

test('the agent sees each step of the customer', () => {
  assert.equal(invitation(call('created')), 'unopened');
  assert.equal(invitation(call('created', { page_id: 'p' })), 'lobby');
  assert.equal(invitation(call('waiting', { page_id: 'p', ready: true })), 'waiting');
  assert.equal(invitation(call('created', { away_since: '2026-11-23T10:00:00Z' })), 'left');
  assert.equal(invitation(call('active', { page_id: 'p', ready: true })), 'together');
  assert.equal(invitation(call('interrupted', { away_since: '2026-11-23T10:00:00Z' })), 'together');
  assert.equal(invitation(call('wrap_up')), 'over');
});

test('whoever is expected by a new link has not opened it yet, also in a talk; whoever is away for a moment has', () => {
  assert.equal(invitation(call('created', { page_id: null })), 'unopened');
  assert.equal(invitation(call('interrupted')), 'unopened');
  assert.equal(invitation(call('interrupted', { page_id: 'p' })), 'together');
});

test('in a talk that lost the customer another link may be needed, whoever began the call', () => {
  assert.equal(linkStillLeadsIn({ ...call('interrupted'), mode: 'queue' }), true);
  assert.equal(linkStillLeadsIn(call('interrupted', { away_since: '2026-11-23T10:00:00Z' })), true);
  assert.equal(linkStillLeadsIn(call('interrupted', { page_id: 'p' })), false);
});

test('the link is worth showing only while somebody can come in by it', () => {
  assert.equal(linkStillLeadsIn(call('created')), true);
  assert.equal(linkStillLeadsIn(call('active')), false);
  assert.equal(linkStillLeadsIn({ ...call('waiting'), mode: 'queue' }), false);
});
