/**
 * The customer's last pages: the talk is over, or there is no way in by this link, or not any more; and what a customer may do
 * after the end.
 */

import { rateCall } from '../protocol/rating_api.js';
import { makeReceiptLink } from '../protocol/receipt_api.js';
import { ended } from '../ui/ended.js';
import { wordsForCode } from '../ui/error_words.js';
import { linkNotValid, noLongerIn, shownOut, unreachable } from '../ui/no_way_in.js';
import { t } from '../ui/words.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../ui/customer_frame.js').CustomerFrame} CustomerFrame */

/**
 * @param {CustomerFrame} frame
 * @param {CallSnapshot} call
 * @param {{ownId: string, heldBack?: boolean, unsent?: import('../state/evidence_sending.js').Chosen | null, discard: (() => void) | null, receipt: () => Promise<string | null>, rate?: import('../ui/ended.js').Rate}} about
 */
export function showEnded(frame, call, { ownId, heldBack, unsent, discard, receipt, rate }) {
  frame.show('ended', (signal) => ({ title: t('ended.gone'), content: ended(call, { ownId, heldBack, unsent, discard, receipt, rate, signal }) }));
}

/** @param {CustomerFrame} frame @param {'link_renewed' | 'device_changed'} because */
export function showShownOut(frame, because) {
  frame.show('link', () => ({ title: t(`out.${because}`), content: shownOut(because) }));
}

/** No way in by this link, or not any more. @param {CustomerFrame} frame @param {{entered: boolean}} before */
export function showGone(frame, { entered }) {
  frame.show('link', () => ({ title: t(entered ? 'link.no_longer' : 'link.title'), content: entered ? noLongerIn() : linkNotValid() }));
}

/** @param {CustomerFrame} frame @param {string} code why */
export function showCut(frame, code) {
  frame.show('unreachable', () => ({ title: t('link.unreachable'), content: unreachable(wordsForCode(code), () => location.reload()) }));
}

/**
 * What a customer may do once the talk is over; kept in this tab, since the page is drawn anew when the recording's state changes.
 *
 * @param {object} page
 * @param {import('../state/kept_call.js').KeptCall} page.kept
 * @param {string} page.callId
 * @param {() => string} page.token as it is now: it may be renewed
 * @param {AbortSignal} page.signal
 */
export function afterTheCall({ kept, callId, token, signal }) {
  /** Made once; a reload after the end finds it where it was kept. */
  const receipt = async () => {
    const known = kept.of(callId).receipt;
    if (known) return known;
    const made = await makeReceiptLink(callId, token(), signal);
    kept.keep(callId, { receipt: made });
    return made;
  };
  const say = async (/** @type {import('../protocol/rating_api.js').Rating} */ rating) => {
    await rateCall(callId, token(), rating, signal);
    kept.keep(callId, { rating });
  };
  return { receipt, rate: () => ({ before: kept.of(callId).rating ?? { solved: null, feeling: null }, say }) };
}
