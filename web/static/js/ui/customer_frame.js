/**
 * What stands around every screen of the customer: the name on top, the language at hand, and one screen at a
 * time, to whose headline the reader is led.
 */

import { element, fill, leaveOnly, present, the } from './element.js';
import { icon } from './icon.js';
import { currentLocale, keepLanguage, LANGUAGES, loadWords, t } from './words.js';

/** @typedef {import('./element.js').Child} Child */
/**
 * Draws a screen in the present language. `signal` ends with the drawing: the next screen, or the same in another language.
 *
 * @typedef {(signal: AbortSignal) => {title: string, content: Child | Child[]}} Draw
 */

export class CustomerFrame {
  #header = the('#top', HTMLElement);
  #main = the('#main', HTMLElement);
  /** @type {Draw | null} */
  #draw = null;
  #drawn = new AbortController();
  /** Stands behind the screens until one of them is it. @type {HTMLElement | null} */
  #behind = null;
  #signal;
  /** Told after the reader has chosen another language. */
  onLanguage = () => {};

  /** @param {AbortSignal} signal the page's life */
  constructor(signal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#drawn.abort(), { once: true });
    this.#fillHeader();
  }

  /**
   * The next screen; the reader is led to its headline.
   *
   * @param {string} name for the style sheet
   * @param {Draw} draw
   */
  show(name, draw) {
    const first = this.#draw === null;
    this.#draw = draw;
    scrollTo({ top: 0 }); // before anything changes: afterwards it would have the page laid out once more
    if (!first && document.activeElement instanceof HTMLElement) document.activeElement.blur(); // the same: what goes with the focus in it is laid out first
    document.body.dataset.screen = name;
    this.#redraw();
    if (!first) this.#main.querySelector('h1')?.focus({ preventScroll: true });
  }

  /** Lies in the page behind whatever is shown, until a screen shows it. It is as large as below the header, and it hides itself. @param {HTMLElement} place */
  keepBehind(place) {
    this.#behind = place;
    place.style.setProperty('--below', `${this.#header.offsetHeight}px`);
    this.#main.append(place);
  }

  #redraw() {
    if (!this.#draw || this.#signal.aborted) return;
    this.#drawn.abort();
    this.#drawn = new AbortController();
    const { title, content } = this.#draw(this.#drawn.signal);
    document.title = `${title} – ${t('brand')}`;
    this.#put(content);
    this.#main.querySelector('h1')?.setAttribute('tabindex', '-1');
  }

  /** @param {Child | Child[]} content */
  #put(content) {
    if (content instanceof HTMLElement && content.parentElement === this.#main) {
      this.#behind = null;
      return leaveOnly(this.#main, content);
    }
    const behind = this.#behind?.parentElement === this.#main ? this.#behind : null;
    if (!behind) return fill(this.#main, content);
    leaveOnly(this.#main, behind);
    behind.before(...present([content]));
  }

  #fillHeader() {
    fill(this.#header, element('span', { class: 'brand' }, t('brand')), this.#languageChoice());
  }

  #languageChoice() {
    const chosen = currentLocale();
    const options = Object.entries(LANGUAGES).map(([locale, name]) => element('option', { value: locale, selected: locale === chosen, lang: locale }, name));
    const change = () => this.#changeLanguage(/** @type {keyof typeof LANGUAGES} */ (select.value));
    const select = element('select', { 'aria-label': t('language'), onchange: change }, options);
    return element('span', { class: 'language-choice' }, icon('globe'), select);
  }

  /** @param {keyof typeof LANGUAGES} locale */
  async #changeLanguage(locale) {
    keepLanguage(locale);
    document.documentElement.lang = locale;
    try {
      await loadWords(this.#signal);
    } catch {
      return this.#fillHeader(); // no line: the words stay as they are
    }
    this.#fillHeader();
    the('select', HTMLSelectElement, this.#header).focus();
    this.#redraw();
    this.onLanguage();
  }
}
