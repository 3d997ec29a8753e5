/**
 * What the customer is to see, from the call as the server tells it and from what this person has done. Pure.
 */

import { mayWish } from './call_back.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/wire.js').ParticipantView} ParticipantView */
/** @typedef {'lobby' | 'waiting' | 'call_back' | 'call' | 'left' | 'ended'} Screen */

/**
 * @param {CallSnapshot} call
 * @param {{clicked: boolean, left: boolean, wishing?: boolean, soundLost?: boolean}} own `clicked`: Join was pressed on this page; `left`: this page went
 *   away on purpose; `wishing`: the form for the call-back is open; `soundLost`: the voice does not get through
 * @returns {Screen}
 */
export function screenFor(call, { clicked, left, wishing = false, soundLost = false }) {
  if (call.state === 'wrap_up' || call.state === 'closed') return 'ended';
  if (left) return 'left';
  if (wishing && mayWish(call, { soundLost })) return 'call_back';
  if (!clicked) return 'lobby';
  if (call.state === 'connecting') return agentOf(call)?.ready ? 'call' : 'waiting'; // accepted, and not yet come in
  return call.state === 'active' || call.state === 'interrupted' ? 'call' : 'waiting';
}

/** Whether this person was in the talk before and now comes back to it. @param {CallSnapshot} call @param {string} ownId */
export function comesBack(call, ownId) {
  return person(call, ownId)?.ready === true;
}

/**
 * Whether another window holds the place of this person. A page that reloads still sees itself for a moment.
 *
 * @param {CallSnapshot} call
 * @param {string} ownId
 * @param {string | null} formerPage this very window's page before it was loaded again
 */
export function heldElsewhere(call, ownId, formerPage) {
  const page = person(call, ownId)?.page_id ?? null;
  return page !== null && page !== formerPage;
}

/** @param {CallSnapshot} call @returns {ParticipantView | null} */
export function agentOf(call) {
  return call.participants.find(({ role }) => role === 'agent') ?? null;
}

/** They had been talking, the agent did not come back, and the customer is at the head of the queue. @param {CallSnapshot} call */
export function lostAgent(call) {
  return call.active_since !== null && agentOf(call) === null && (call.state === 'waiting' || call.state === 'offered');
}

/** @param {CallSnapshot} call @param {string} id */
function person(call, id) {
  return call.participants.find((participant) => participant.id === id);
}
