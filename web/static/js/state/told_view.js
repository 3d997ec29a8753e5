/**
 * Tells whoever shows a call how it looks now, at once and at every change; not in the moment in which the page has to describe
 * itself to the other one, since to draw a call takes as long, and the other side waits for that.
 */

/** @typedef {import('./call_view.js').CallView} CallView */

/** A browser finds the ways of its own network in less. */
const CANDIDATES_WITHIN_MS = 15;

export class ToldView {
  /** @type {Set<(view: CallView) => void>} */
  #listeners = new Set();
  /** So many have not said yet what the other side waits for. */
  #waits = 0;
  /** The newest view has been told to nobody. */
  #missed = false;
  #view;

  /** @param {CallView} view */
  constructor(view) {
    this.#view = view;
  }

  get now() {
    return this.#view;
  }

  /** @param {(view: CallView) => void} listener told at once, and at every change @param {AbortSignal} signal */
  onChange(listener, signal) {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    listener(this.#view);
  }

  /** @param {CallView} view */
  tell(view) {
    this.#view = view;
    this.#missed = this.#waits > 0;
    if (this.#missed) return;
    for (const listener of [...this.#listeners]) listener(view);
  }

  /**
   * Nobody is told anything while `begin` runs, nor until what it gives is fulfilled and its first candidates are out.
   *
   * @param {() => Promise<unknown> | null} begin what the other side waits for; null: it does not
   * @returns {Promise<unknown> | null} the same
   */
  after(begin) {
    this.#waits += 1;
    const said = begin();
    const goOn = () => {
      this.#waits -= 1;
      if (this.#missed) this.tell(this.#view);
    };
    if (said) void said.then(() => setTimeout(goOn, CANDIDATES_WITHIN_MS));
    else goOn();
    return said;
  }

  end() {
    this.#listeners.clear();
  }
}
