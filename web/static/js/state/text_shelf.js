/**
 * What a page keeps of the text of its call, so that a reload loses none of it: the lines the server has not stored yet, under
 * the names by which it stores each once, and what stands half written in the field. Of one call, the newest, and no longer than it.
 */

/** @typedef {{clientId: string, text: string, state: 'sending' | 'waiting' | 'refused'}} OwnLine */
/** @typedef {{callId: string, draft: string, lines: readonly OwnLine[]}} KeptText */

const KEY = 'reassure.text';

export class TextShelf {
  #storage;
  /** @type {KeptText} */
  #kept;

  /** @param {Storage | null} storage of this tab; null where it is forbidden: then it lasts as long as the page @param {string} callId */
  constructor(storage, callId) {
    this.#storage = storage;
    const kept = found(storage);
    this.#kept = kept?.callId === callId ? kept : { callId, draft: '', lines: [] };
  }

  get draft() {
    return this.#kept.draft;
  }

  get lines() {
    return this.#kept.lines;
  }

  /** @param {string} draft what stands in the field */
  keepDraft(draft) {
    this.#keep({ ...this.#kept, draft });
  }

  /** @param {readonly OwnLine[]} lines what the server has not stored */
  keepLines(lines) {
    if (lines.length > 0 || this.#kept.lines.length > 0) this.#keep({ ...this.#kept, lines });
  }

  /** The call is over. */
  drop() {
    this.#kept = { ...this.#kept, draft: '', lines: [] };
    try {
      this.#storage?.removeItem(KEY);
    } catch {
      // Forbidden here: nothing was kept either.
    }
  }

  /** @param {KeptText} kept */
  #keep(kept) {
    this.#kept = kept;
    try {
      this.#storage?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the call goes on, only a reload loses what stands here.
    }
  }
}

/** @param {Storage | null} storage @returns {KeptText | null} */
function found(storage) {
  try {
    return JSON.parse(storage?.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}
