/**
 * How far the agent's page has come with its call. Pure.
 */

import { invitation } from './invitation.js';

/** @typedef {import('./call_view.js').CallView} CallView */

/**
 * `entering`: the server has not shown the call yet. `preview`: the agent sees themselves and nobody else does. `alone`:
 * the agent has joined, the customer has not. `together`: the talk, or its interruption. `elsewhere`: another tab has the
 * place. `gone`: the call went on without this agent. `over`: the talk has ended.
 *
 * @typedef {'entering' | 'preview' | 'alone' | 'together' | 'elsewhere' | 'gone' | 'over'} CallPhase
 */

/** @param {CallView} view @returns {CallPhase} */
export function callPhase({ call, own, closed, ended, gone }) {
  if (gone) return 'gone';
  if (ended) return 'over';
  if (closed === 'replaced') return 'elsewhere';
  if (!call) return 'entering';
  if (!own.ready) return 'preview';
  return invitation(call) === 'together' ? 'together' : 'alone';
}
