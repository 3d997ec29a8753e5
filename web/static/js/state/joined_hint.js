/**
 * The other person's click, as their page says it directly: shown at once, and only shown. The server's word comes later and
 * wins; while it has not heard of the click itself it gets some seconds to.
 */

import { hasClicked } from './call_view.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ParticipantView} ParticipantView */
/** @typedef {import('../rtc/click_channel.js').Shown} Shown */

const CONFIRM_MS = 5000;

export class JoinedHint {
  /** @type {{page: string, shown: Shown, at: number} | null} */
  #hint = null;

  /** @param {string} page of the other person @param {Shown} shown */
  hear(page, shown) {
    this.#hint = { page, shown, at: this.#hint?.page === page ? this.#hint.at : performance.now() };
  }

  /** The server has spoken. @param {ParticipantView | null} other */
  settle(other) {
    const hint = this.#hint;
    if (!hint || !other || other.page_id === null) return;
    if (hasClicked(other) || other.page_id !== hint.page || performance.now() - hint.at > CONFIRM_MS) this.#hint = null;
  }

  /**
   * The call as it is to be shown.
   *
   * @param {CallSnapshot | null} call as the server told it
   * @param {object} about
   * @param {ParticipantView | null} about.self
   * @param {ParticipantView | null} about.other
   * @param {boolean} about.clicked this person has
   * @returns {CallSnapshot | null}
   */
  shown(call, { self, other, clicked }) {
    const hint = this.#hint;
    const joined = hint && other && !hasClicked(other) && other.page_id === hint.page ? { ...other, ready: true, returning: false, ...hint.shown } : other;
    const both = clicked && joined?.ready && joined.page_id !== null && self !== null && self.page_id !== null;
    const connects = both && call?.mode === 'invite' && (call.state === 'created' || call.state === 'waiting');
    if (!call || !joined || (joined === other && !connects)) return call;
    const participants = call.participants.map((one) => (one.id === joined.id ? joined : one));
    return { ...call, state: connects ? 'connecting' : call.state, participants };
  }
}
