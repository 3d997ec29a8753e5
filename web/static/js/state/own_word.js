/**
 * What a page says of itself to the server: that it is there, and that its person has clicked. Where a line goes on from where
 * it was, it is said again only if what the server shows lacks it.
 */

import { hasClicked, isOver, selfIn } from './call_view.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */

export class OwnWord {
  /** The next snapshot shows whether the server knows what was said before the line was lost. */
  #inDoubt = false;
  #known;
  #own;
  #left;
  #say;

  /**
   * @param {object} options
   * @param {import('./known_call.js').KnownCall} options.known
   * @param {import('./own_side.js').OwnSide} options.own
   * @param {() => boolean} options.left this person went away on purpose
   * @param {(message: import('../protocol/wire.js').FromBrowser) => void} options.say
   */
  constructor({ known, own, left, say }) {
    this.#known = known;
    this.#own = own;
    this.#left = left;
    this.#say = say;
  }

  /** The line to the server is there. @param {boolean} resumed it goes on from where it was */
  lineBack(resumed) {
    const { call, over } = this.#known;
    this.#inDoubt = resumed;
    if (resumed && call) this.#sayIfInDoubt(call);
    if (!resumed && !over) this.#sayWhatIAm();
  }

  /** The server shows this call, which may be what was missed. @param {CallSnapshot} call */
  heard(call) {
    this.#sayIfInDoubt(call);
    this.#inDoubt = false;
  }

  /** This person has clicked. */
  ready() {
    if (!this.#left()) this.#say({ type: 'ready', ...this.#own.shown });
  }

  #sayWhatIAm() {
    const { id, person } = this.#known;
    if (person?.role !== 'customer' && id) this.#say({ type: 'enter', call_id: id });
    if (this.#own.clicked) this.ready();
  }

  /**
   * What was said just before the line was lost may not have arrived. Asked of the call as it was known on coming back, since
   * it comes again only if it has changed, and of the next one.
   *
   * @param {CallSnapshot} call
   */
  #sayIfInDoubt(call) {
    const known = selfIn(call, this.#known.person);
    const { audio, video, screen } = this.#own.shown;
    const right = known && hasClicked(known) && known.audio === audio && known.video === video && Boolean(known.screen) === screen;
    if (this.#inDoubt && this.#own.clicked && !right && !isOver(call)) this.ready();
  }
}
