/**
 * One keeper for the notes of one call, whichever view shows them: with two of them, each would save its own text as soon as
 * the line is back, and the second would find a conflict with the first.
 */

/** @typedef {import('./notes_keeper.js').NotesKeeper} NotesKeeper */

export class NotesShelf {
  /** @type {Map<string, NotesKeeper>} */
  #kept = new Map();
  #make;

  /** @param {(callId: string) => NotesKeeper} make */
  constructor(make) {
    this.#make = make;
  }

  /**
   * Who is still at it goes on. What is saved or closed is read anew: other windows may have written meanwhile.
   *
   * @param {string} callId
   */
  of(callId) {
    const known = this.#kept.get(callId);
    if (known && known.view.standing !== 'saved' && known.view.standing !== 'closed') return known;
    const keeper = this.#make(callId);
    this.#kept.set(callId, keeper);
    return keeper;
  }

  /** The line is back, or may be. */
  again() {
    for (const keeper of this.#kept.values()) keeper.again();
  }
}
