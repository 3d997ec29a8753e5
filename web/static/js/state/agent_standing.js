/**
 * What this agent is doing, as the server said last: told to whoever asks, at once and at every change.
 */

/** @typedef {import('../protocol/wire.js').AgentChanged} AgentChanged */

export class AgentStanding {
  /** @type {AgentChanged | null} null before the server has said anything */
  #now = null;
  /** @type {Set<(agent: AgentChanged) => void>} */
  #listeners = new Set();

  /** @param {Pick<import('../protocol/socket.js').SignalingSocket, 'on'>} socket @param {AbortSignal} signal */
  constructor(socket, signal) {
    socket.on('agent', (agent) => {
      this.#now = agent;
      for (const listener of [...this.#listeners]) listener(agent);
    }, signal);
  }

  /** @param {(agent: AgentChanged) => void} listener @param {AbortSignal} signal */
  onChange(listener, signal) {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    if (this.#now) listener(this.#now);
  }
}
