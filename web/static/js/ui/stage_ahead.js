/**
 * The stage of a call, made behind the screen before it, while the page has nothing else to do, and put into the page out of
 * everybody's sight and reach. Made or laid out at the click it would take the very time in which the other person's picture
 * comes.
 */

/** @typedef {{place: HTMLElement, life: AbortController, locale: string}} Made */

/** Where a browser does not tell when it has nothing to do. */
const SOON_MS = 300;
const AT_LATEST_MS = 1500;
/** For the style sheet: as large as it will be, and not to be seen. */
const AHEAD = 'stage-ahead';

export class StageAhead {
  #make;
  #put;
  #signal;
  /** Whether one is to be made; not any more once one is shown: nothing is made behind the stage itself. @type {'not yet' | 'soon' | 'not'} */
  #wanted = 'not yet';
  /** @type {Made | null} */
  #made = null;

  /**
   * @param {(signal: AbortSignal) => HTMLElement} make in the present language
   * @param {(place: HTMLElement) => void} put into the page where it will be shown: it is not moved any more, for a video that is moved stops
   * @param {AbortSignal} signal the page's life
   */
  constructor(make, put, signal) {
    this.#make = make;
    this.#put = put;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.drop(), { once: true });
  }

  /** It will be wanted soon; once. */
  prepare() {
    if (this.#wanted !== 'not yet') return;
    this.#wanted = 'soon';
    const make = () => {
      if (this.#wanted === 'soon' && !this.#signal.aborted) this.#made ??= this.#behind();
    };
    if (typeof requestIdleCallback === 'function') requestIdleCallback(make, { timeout: AT_LATEST_MS });
    else setTimeout(make, SOON_MS);
  }

  /** Made by now, at the latest; to be seen from now on where it is in the page already. @param {AbortSignal} signal the life of the screen that shows it @returns {HTMLElement} */
  take(signal) {
    if (this.#made?.locale !== document.documentElement.lang) this.drop();
    const { place, life } = this.#made ?? this.#one();
    this.#made = null;
    this.#wanted = 'not';
    place.classList.remove(AHEAD);
    place.inert = false;
    place.removeAttribute('aria-hidden');
    signal.addEventListener('abort', () => life.abort(), { once: true });
    return place;
  }

  /** It will not be wanted, or not as it is. */
  drop() {
    this.#made?.life.abort();
    this.#made?.place.remove();
    this.#made = null;
    this.#wanted = 'not yet';
  }

  /** @returns {Made} */
  #behind() {
    const made = this.#one();
    made.place.classList.add(AHEAD);
    made.place.inert = true;
    made.place.setAttribute('aria-hidden', 'true'); // for browsers that do not know inert
    this.#put(made.place);
    return made;
  }

  /** @returns {Made} */
  #one() {
    const life = new AbortController();
    const place = this.#make(AbortSignal.any([life.signal, this.#signal]));
    return { place, life, locale: document.documentElement.lang };
  }
}
