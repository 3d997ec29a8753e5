/**
 * How far the customer has come on the way into the call, as the agent wants to know it. Pure.
 */

import { hasClicked } from './call_view.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */

/**
 * `unopened`: nobody has used the link. `lobby`: the customer is trying camera and microphone. `waiting`: the customer
 * pressed Join. `left`: was there, and the page is gone now. `together`: both are in the talk. `over`: it has ended.
 *
 * @typedef {'unopened' | 'lobby' | 'waiting' | 'left' | 'together' | 'over'} Invitation
 */

/**
 * @param {CallSnapshot} call
 * @returns {Invitation}
 */
export function invitation(call) {
  if (call.state === 'wrap_up' || call.state === 'closed') return 'over';
  const customer = customerOf(call);
  const expected = customer?.page_id === null && customer.away_since === null; // by a new link
  if (call.state === 'connecting' || call.state === 'active') return 'together';
  if (call.state === 'interrupted') return expected ? 'unopened' : 'together';
  if (!customer || (!customer.page_id && !customer.away_since && !customer.ready)) return 'unopened';
  if (!customer.page_id) return 'left';
  return hasClicked(customer) ? 'waiting' : 'lobby';
}

/**
 * The states in which the person at the other end can still come in by the link, or may need another one.
 *
 * @param {CallSnapshot} call
 */
export function linkStillLeadsIn(call) {
  if (call.state === 'interrupted') return customerOf(call)?.page_id === null;
  return call.mode === 'invite' && ['unopened', 'lobby', 'left', 'waiting'].includes(invitation(call));
}

/** @param {CallSnapshot} call */
export function customerOf(call) {
  return call.participants.find((person) => person.role === 'customer');
}
