/**
 * What stands beside the case: the start of a call, the call that runs, its wrap-up, or why there is none to start. Pure.
 */

/** @typedef {import('../protocol/desk.js').CallLine} CallLine */

/**
 * `start`: nothing runs. `call`: this agent's own call on this case. `wrap_up`: its talk is over, its summary is not
 * approved. `elsewhere`: this agent is in a call on another case. `open`: a helpdesk has invited the customer, and no
 * agent has come yet. `queued`: the customer waits in the queue, which finds the agent. `taken`: a colleague is in a call
 * on this case.
 *
 * @typedef {{kind: 'start'} | {kind: 'call' | 'wrap_up' | 'elsewhere', callId: string} | {kind: 'open' | 'queued' | 'taken', call: CallLine}} Side
 */

const IN_LINE = new Set(['created', 'waiting', 'offered']);
const LIVE = new Set(['created', 'waiting', 'offered', 'connecting', 'active', 'interrupted']);

/**
 * @param {object} known
 * @param {string | null} known.liveCallId the live call of this agent, by the socket's word
 * @param {string | null} known.askedId the call in the page's address
 * @param {readonly CallLine[]} known.calls of this case, newest first
 * @param {string} known.agentName of the reader
 * @returns {Side}
 */
export function side({ liveCallId, askedId, calls, agentName }) {
  if (liveCallId) {
    const here = liveCallId === askedId || calls.some((call) => call.id === liveCallId);
    return { kind: here ? 'call' : 'elsewhere', callId: liveCallId };
  }
  const mine = calls.filter((call) => call.state === 'wrap_up' && call.agent_name === agentName);
  const unwritten = mine.find((call) => call.id === askedId) ?? mine[0];
  if (unwritten) return { kind: 'wrap_up', callId: unwritten.id };
  const running = calls.find((call) => LIVE.has(call.state));
  if (!running) return { kind: 'start' };
  if (running.mode === 'queue' && IN_LINE.has(running.state)) return { kind: 'queued', call: running }; // its last agent may have been lost
  if (running.agent_name !== null) return { kind: 'taken', call: running };
  return { kind: running.mode === 'invite' ? 'open' : 'queued', call: running };
}
