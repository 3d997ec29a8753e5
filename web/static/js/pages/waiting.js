/**
 * Who waits, and since when this agent does what they do: read when the queue has moved, and now and then.
 */

import { readWaiting } from '../protocol/desk_api.js';

/** @typedef {import('../protocol/desk.js').WaitingList} WaitingList */

const SHOWN = 8;
const FRESH_MS = 20_000;
/** A queue that moves often is read no more often than this. */
const PAUSE_MS = 1500;

export class Waiting {
  /** @type {WaitingList | null} */
  #now = null;
  /** @type {Set<(list: WaitingList) => void>} */
  #listeners = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #signal;

  /** @param {import('../state/agent_standing.js').AgentStanding} standing @param {AbortSignal} signal */
  constructor(standing, signal) {
    this.#signal = signal;
    let known = '';
    standing.onChange(({ state, waiting }) => {
      if (known === (known = `${state} ${waiting}`)) return;
      this.#later(this.#now ? PAUSE_MS : 0);
    }, signal);
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** @param {(list: WaitingList) => void} listener @param {AbortSignal} signal */
  onChange(listener, signal) {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    if (this.#now) listener(this.#now);
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), ms);
  }

  async #read() {
    const found = await readWaiting(SHOWN, this.#signal).catch(() => null); // read again soon
    if (this.#signal.aborted) return;
    this.#later(FRESH_MS);
    if (!found) return;
    this.#now = found;
    for (const listener of [...this.#listeners]) listener(found);
  }
}
