/**
 * The stage of a call, made behind the screen before it, while the page has nothing else to do. Made at the click it would
 * take the very time in which the other person's picture comes.
 */

/** @typedef {{place: HTMLElement, life: AbortController, locale: string}} Made */

/** Where a browser does not tell when it has nothing to do. */
const SOON_MS = 300;
const AT_LATEST_MS = 1500;

export class StageAhead {
  #make;
  #signal;
  /** Whether one is to be made; not any more once one is shown: nothing is made behind the stage itself. @type {'not yet' | 'soon' | 'not'} */
  #wanted = 'not yet';
  /** @type {Made | null} */
  #made = null;

  /** @param {(signal: AbortSignal) => HTMLElement} make in the present language @param {AbortSignal} signal the page's life */
  constructor(make, signal) {
    this.#make = make;
    this.#signal = signal;
  }

  /** It will be wanted soon; once. */
  prepare() {
    if (this.#wanted !== 'not yet') return;
    this.#wanted = 'soon';
    const make = () => {
      if (this.#wanted === 'soon' && !this.#signal.aborted) this.#made ??= this.#one();
    };
    if (typeof requestIdleCallback === 'function') requestIdleCallback(make, { timeout: AT_LATEST_MS });
    else setTimeout(make, SOON_MS);
  }

  /** Made by now, at the latest. @param {AbortSignal} signal the life of the screen that shows it @returns {HTMLElement} */
  take(signal) {
    if (this.#made?.locale !== document.documentElement.lang) this.drop();
    const { place, life } = this.#made ?? this.#one();
    this.#made = null;
    this.#wanted = 'not';
    signal.addEventListener('abort', () => life.abort(), { once: true });
    return place;
  }

  /** It will not be wanted. */
  drop() {
    this.#made?.life.abort();
    this.#made = null;
    this.#wanted = 'not yet';
  }

  /** @returns {Made} */
  #one() {
    const life = new AbortController();
    const place = this.#make(AbortSignal.any([life.signal, this.#signal]));
    return { place, life, locale: document.documentElement.lang };
  }
}
