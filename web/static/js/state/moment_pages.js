/**
 * The pages of a timeline that have been read, as one list. One reading at a time: on a slow line a second click on
 * "earlier", or news in the middle of it, must not draw the same rows twice or leave some out. Pure but for what it is given.
 */

/**
 * @template {{at: string}} M
 * @typedef {{moments: readonly M[], more: boolean}} MomentPage
 */

/** @template {{at: string}} M */
export class MomentPages {
  /** @type {readonly M[]} */
  #moments = [];
  #turn = Promise.resolve();
  /** A click while the earlier page is on its way asks for nothing more. */
  #earlier = false;
  #read;
  #show;
  #fail;

  /**
   * @param {object} options
   * @param {(before: string) => Promise<MomentPage<M>>} options.read what is older than this moment; '': the newest
   * @param {(page: MomentPage<M>) => void} options.show all that is known
   * @param {(error: unknown, again: () => void) => void} options.fail
   */
  constructor({ read, show, fail }) {
    this.#read = read;
    this.#show = show;
    this.#fail = fail;
  }

  /** Something has happened: the newest page, and nothing else. */
  refresh() {
    return this.#inTurn(() => this.#take('', []), () => void this.refresh());
  }

  /** What lies before all that is shown. */
  async earlier() {
    if (this.#earlier) return;
    this.#earlier = true;
    await this.#inTurn(() => this.#take(this.#moments.at(-1)?.at ?? '', this.#moments), () => void this.earlier());
    this.#earlier = false;
  }

  /** @param {() => Promise<void>} work @param {() => void} again */
  #inTurn(work, again) {
    this.#turn = this.#turn.then(work).catch((error) => this.#fail(error, again));
    return this.#turn;
  }

  /** @param {string} before @param {readonly M[]} known */
  async #take(before, known) {
    const found = await this.#read(before);
    this.#moments = [...known, ...found.moments];
    this.#show({ moments: this.#moments, more: found.more });
  }
}
