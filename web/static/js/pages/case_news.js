/**
 * What others do on a case while its page is open: a customer who confirms by a link, a supervisor's word, a carrier's feed.
 * The newest of its timeline is asked for while somebody looks, and the parts of the page follow it.
 */

import { readTimeline } from '../protocol/desk_api.js';
import { isWorkedIn } from '../ui/worked_in.js';

/** @typedef {{place: HTMLElement | null, read: () => Promise<any>, draw: (found: any) => void}} Part */

const LOOK_MS = 10_000;

export class CaseNews {
  #reference;
  #signal;
  /** @type {Part[]} */
  #parts = [];
  /** Those that are older than the news. @type {Set<Part>} */
  #behind = new Set();
  /** @type {string | null} */
  #newest = null;
  #looking = false;
  #onceMore = false;

  /** @param {string} reference @param {AbortSignal} signal ends with the view */
  constructor(reference, signal) {
    this.#reference = reference;
    this.#signal = signal;
    const timer = setInterval(() => void this.look(), LOOK_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    document.addEventListener('visibilitychange', () => void this.look(), { signal });
    void this.look();
  }

  /**
   * This place is drawn anew after each thing that happened, and not while somebody is at work in it.
   *
   * @template Found
   * @param {HTMLElement | null} place null: nobody ever works there
   * @param {() => Promise<Found>} read
   * @param {(found: Found) => void} draw
   */
  follow(place, read, draw) {
    this.#parts.push({ place, read, draw });
  }

  /** At once, since something has just been done here. @returns {Promise<void>} */
  async look() {
    if (document.visibilityState !== 'visible') return undefined;
    if (this.#looking) {
      this.#onceMore = true; // what is under way may have been asked too early
      return undefined;
    }
    this.#looking = true;
    const found = await readTimeline(this.#reference, { before: '', limit: 1 }, this.#signal).catch(() => null); // asked again in a while
    this.#looking = false;
    if (this.#signal.aborted) return undefined;
    if (found) this.#heard(JSON.stringify(found.moments));
    for (const part of [...this.#behind]) void this.#catchUp(part);
    if (!this.#onceMore) return undefined;
    this.#onceMore = false;
    return this.look();
  }

  /** @param {string} newest */
  #heard(newest) {
    if (this.#newest !== null && this.#newest !== newest) this.#behind = new Set(this.#parts);
    this.#newest = newest;
  }

  /** The heading keeps the focus it had. @param {Part} part @returns {Promise<void>} */
  async #catchUp(part) {
    const { place, read, draw } = part;
    if (place && isWorkedIn(place)) return undefined;
    this.#behind.delete(part);
    const drawn = place?.firstElementChild;
    const found = await read().catch(() => null); // what stands there stays, until the next thing happens
    if (found === null || this.#signal.aborted) return undefined;
    if (place && isWorkedIn(place)) {
      this.#behind.add(part); // somebody has begun meanwhile
      return undefined;
    }
    if (place && place.firstElementChild !== drawn) return this.#catchUp(part); // what this page has done since may not be in it
    const held = place?.contains(document.activeElement);
    draw(found);
    if (place && held && !place.contains(document.activeElement)) place.querySelector('h2')?.focus();
    return undefined;
  }
}
