/**
 * Keeps the notes of one call while they are typed: saved by themselves upon the version this window has seen, tried again
 * while nobody answers, kept in this tab meanwhile. Two windows never write over each other in silence.
 */

/** @typedef {{text: string, version: number}} Notes */
/**
 * `loading`: nothing is known yet, and what is typed is kept. `typed`: saved in a moment. `failed`: not saved, and tried
 * again. `conflict`: another window has saved something else. `closed`: nothing more can be saved.
 *
 * @typedef {'loading' | 'saved' | 'typed' | 'saving' | 'failed' | 'conflict' | 'closed'} NotesStanding
 */
/** @typedef {{text: string, standing: NotesStanding, savedAt: number | null}} NotesView `savedAt` on the clock of Date.now() */

const PAUSE_MS = 1000;
const AGAIN_MS = [2000, 4000, 8000, 15_000];
/** Nobody may save these any more; asking again changes nothing. */
const FOR_GOOD = new Set(['not_in_this_state', 'forbidden', 'call_not_found', 'invalid_field']);

export class NotesKeeper {
  #text = '';
  #version = 0;
  /** What the server has, as far as this window knows. */
  #saved = '';
  /** @type {Notes | null} what another window has saved */
  #theirs = null;
  /** @type {NotesStanding} */
  #standing = 'loading';
  /** @type {number | null} */
  #savedAt = null;
  /** Sent, and nobody knows whether it has arrived. @type {Set<string>} */
  #sent = new Set();
  #failures = 0;
  #known = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void> | null} */
  #under = null;
  /** @type {Set<(view: NotesView) => void>} */
  #listeners = new Set();
  #read;
  #save;
  #kept;
  #signal;

  /**
   * @param {object} options
   * @param {() => Promise<Notes>} options.read what the server has
   * @param {(notes: Notes) => Promise<Notes>} options.save upon this version
   * @param {{get: () => Notes | null, set: (notes: Notes | null) => void}} options.kept in this tab, for what is not saved yet
   * @param {AbortSignal} options.signal the page is gone; what is not saved stays kept
   */
  constructor({ read, save, kept, signal }) {
    this.#read = read;
    this.#save = save;
    this.#kept = kept;
    this.#signal = signal;
    const left = kept.get();
    if (left) this.#text = left.text;
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
    void this.#begin();
  }

  /** Which version a wrap-up is saved beside. */
  get version() {
    return this.#version;
  }

  /** @returns {NotesView} */
  get view() {
    return { text: this.#text, standing: this.#standing, savedAt: this.#savedAt };
  }

  /** @param {(view: NotesView) => void} listener told at once, and at every change @param {AbortSignal} signal */
  onChange(listener, signal) {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    listener(this.view);
  }

  /** @param {string} text what stands in the field now */
  write(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.#keep();
    if (this.#known && this.#standing !== 'conflict' && this.#standing !== 'closed') this.#later(PAUSE_MS, 'typed');
    else this.#tell();
  }

  /** Saves what is not saved yet; back when that has been tried. */
  async flush() {
    clearTimeout(this.#timer);
    await this.#under;
    if (this.#unsaved && this.#known && this.#standing !== 'conflict' && this.#standing !== 'closed') await this.#try();
  }

  /** The line is back, or may be. */
  again() {
    if (this.#standing === 'failed' || this.#standing === 'loading') void (this.#known ? this.flush() : this.#begin());
  }

  /** Of two texts mine stands, upon the version of the other one. */
  keepMine() {
    if (!this.#theirs) return;
    this.#seen(this.#theirs);
    void this.#try();
  }

  /** Of two texts the other one stands. */
  showTheirs() {
    if (!this.#theirs) return;
    this.#text = this.#theirs.text;
    this.#seen(this.#theirs);
    this.#settle();
  }

  /** They were saved another way: with the wrap-up. @param {Notes} notes */
  savedWith(notes) {
    clearTimeout(this.#timer);
    this.#seen(notes);
    this.#known = true;
    if (this.#text.trim() === notes.text) this.#settle();
    else this.#later(PAUSE_MS, 'typed');
  }

  get #unsaved() {
    return this.#text.trim() !== this.#saved;
  }

  async #begin() {
    try {
      const found = await this.#read();
      if (this.#signal.aborted) return;
      this.#meet(found);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What the server has, beside what this tab has kept. @param {Notes} found */
  #meet(found) {
    const left = this.#kept.get();
    if (left) this.#sent.add(left.text.trim()); // the page before this one may have sent it still
    this.#known = true;
    this.#failures = 0;
    if (!left || left.text.trim() === found.text) {
      this.#text = left ? left.text : found.text;
      this.#seen(found);
      return this.#settle();
    }
    if (left.version === found.version) {
      this.#seen(found);
      return this.#later(0, 'typed');
    }
    this.#theirs = found;
    this.#stand('conflict');
  }

  /** @param {Notes} notes as the server has them now */
  #seen({ text, version }) {
    this.#theirs = null;
    this.#saved = text;
    this.#version = version;
  }

  #settle() {
    this.#kept.set(null);
    this.#failures = 0;
    this.#savedAt = this.#version > 0 ? Date.now() : null;
    this.#stand('saved');
  }

  #keep() {
    // Before the server has been heard, nobody knows upon which version this is written.
    this.#kept.set(this.#unsaved ? { text: this.#text, version: this.#known ? this.#version : (this.#kept.get()?.version ?? 0) } : null);
  }

  /** @param {number} ms @param {NotesStanding} standing meanwhile */
  #later(ms, standing) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
    this.#stand(standing);
  }

  #try() {
    this.#under ??= this.#saveNow().finally(() => (this.#under = null));
    return this.#under;
  }

  async #saveNow() {
    const text = this.#text;
    this.#sent.add(text.trim());
    this.#stand('saving');
    try {
      const saved = await this.#save({ text, version: this.#version });
      if (this.#signal.aborted) return;
      this.#seen({ text: text.trim(), version: saved.version });
      this.#sent.clear();
      this.#failures = 0;
      if (this.#unsaved) {
        this.#keep();
        this.#later(PAUSE_MS, 'typed');
      } else this.#settle();
    } catch (error) {
      await this.#failed(error);
    }
  }

  /** @param {unknown} error @returns {Promise<void>} */
  async #failed(error) {
    const code = /** @type {{code?: string}} */ (error).code ?? '';
    if (this.#signal.aborted) return;
    if (code === 'version_conflict') return this.#conflict();
    if (FOR_GOOD.has(code)) return this.#stand('closed');
    const pause = AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.again(), pause);
    this.#stand(this.#known ? 'failed' : 'loading');
  }

  /** @returns {Promise<void>} */
  async #conflict() {
    const theirs = await this.#read().catch(() => null);
    if (this.#signal.aborted) return;
    if (!theirs) return this.#failed({ code: 'offline' });
    if (theirs.text === this.#text.trim() || this.#sent.has(theirs.text)) {
      this.#seen(theirs); // our own, whose answer was lost
      return this.#unsaved ? this.#later(0, 'typed') : this.#settle();
    }
    this.#theirs = theirs;
    this.#stand('conflict');
  }

  /** @param {NotesStanding} standing */
  #stand(standing) {
    this.#standing = standing;
    this.#tell();
  }

  #tell() {
    const { view } = this;
    for (const listener of [...this.#listeners]) listener(view);
  }
}
