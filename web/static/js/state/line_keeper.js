/**
 * Keeps the line of the talk under watch: measures it, lets the ladder do what helps the voice, and keeps the series of the call.
 */

import { hasClicked, isOver, isVoiceExpected } from './call_view.js';
import { LadderKeeper } from './ladder_keeper.js';
import { LineWatch } from './line_watch.js';
import { QualityKeeper } from './quality_keeper.js';

/** @typedef {import('./line_figures.js').LineFigures} LineFigures */

export class LineKeeper {
  #watch;
  #ladder;
  #quality;
  #now;

  /**
   * @param {object} options
   * @param {() => import('./line_watch.js').Watched | null} options.talk
   * @param {() => import('./call_view.js').CallView} options.now the call as it is known
   * @param {() => void} options.renew the relay or its credentials may be gone
   * @param {(samples: import('../protocol/wire.js').LineSample[]) => boolean} options.tell false when that could not be sent
   * @param {() => void} options.moved something else is done about the line
   * @param {() => void} options.changed what is shown of it is another
   * @param {AbortSignal} options.signal
   */
  constructor({ talk, now, renew, tell, moved, changed, signal }) {
    this.#now = now;
    this.#ladder = new LadderKeeper({ expected: () => isVoiceExpected(now()), moved, changed });
    this.#quality = new QualityKeeper(tell);
    this.#watch = new LineWatch({ talk, changed, renew, measured: (figures) => this.#measured(figures), signal });
  }

  get thrift() {
    return this.#ladder.thrift;
  }

  /** What the other page is told. */
  get word() {
    return this.#ladder.word;
  }

  /** What the other page says. @param {string} page @param {import('../rtc/line_channel.js').LineWord} word */
  hear(page, word) {
    this.#ladder.hear(page, word);
  }

  /** What was measured and not told yet. */
  flush() {
    this.#quality.flush();
  }

  /** Its part of the view. @param {string | null} page of the other person */
  look(page) {
    return { line: this.#watch.quality, ladder: this.#ladder.look(page) };
  }

  /** Before both have clicked it is black and silent: that says nothing of the line. @param {LineFigures | null} figures */
  #measured(figures) {
    const { call, other, own } = this.#now();
    if (!own.ready || !other || !hasClicked(other) || !call || isOver(call)) return;
    if (figures) this.#quality.measured(figures, this.#ladder.thrift.picture);
    this.#ladder.measured(figures, other.page_id);
  }
}
