/**
 * The two questions on a page that was loaded again after the call: asked for as long as one of them was not answered.
 */

import { rateCall } from '../protocol/rating_api.js';
import { toBeRated } from '../state/kept_call.js';

/**
 * @param {import('../state/kept_call.js').KeptCall} kept
 * @param {string} callId
 * @param {AbortSignal} signal
 * @returns {import('../ui/ended.js').Rate | undefined} undefined: both were answered, or this tab may say nothing of the call
 */
export function rateLater(kept, callId, signal) {
  const before = kept.of(callId);
  const { endedToken: token, rating = { solved: null, feeling: null } } = before;
  if (!token || !toBeRated(before)) return undefined;
  /** @param {import('../protocol/rating_api.js').Rating} now */
  const say = async (now) => {
    await rateCall(callId, token, now, signal);
    kept.keep(callId, { rating: now });
  };
  return { before: rating, say };
}
