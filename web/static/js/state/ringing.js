/**
 * The offer that rings at this agent: at most one, and how long it still rings. Pure; times in ms of one monotonic clock.
 */

/** @typedef {import('../protocol/wire.js').Offer} Offer */
/** @typedef {import('../protocol/wire.js').OfferClosed} OfferClosed */

/**
 * @typedef {object} Ringing
 * @property {Offer} offer
 * @property {number} lastsMs how long it rings from when it reached us, by the server's own clock
 * @property {number} endsAt
 * @property {'accept' | 'decline' | null} answered what was clicked; the server has not said yet what came of it
 * @property {'accept' | 'decline' | null} unheard what was clicked on a line that was lost before it said what came of it
 */

/**
 * A new offer takes the place of any other: the server shows one at a time.
 *
 * @param {Offer} offer
 * @param {number} now
 * @returns {Ringing}
 */
export function rings(offer, now) {
  const lastsMs = Math.max(0, Date.parse(offer.expires_at) - Date.parse(offer.server_time));
  return { offer, lastsMs, endsAt: now + lastsMs, answered: null, unheard: null };
}

/**
 * @param {Ringing | null} ringing
 * @param {'accept' | 'decline'} answer
 * @returns {Ringing | null} unchanged after the first click: the second one of a double click says nothing new
 */
export function answer(ringing, answer) {
  return ringing && ringing.answered === null ? { ...ringing, answered: answer } : ringing;
}

/**
 * @param {Ringing | null} ringing
 * @returns {Ringing | null} as before the click, when the server refused it
 */
export function refused(ringing) {
  return ringing && { ...ringing, answered: null };
}

/**
 * The line was lost and is back: what came of a click is not said again, and it may not have arrived. If it rings still
 * there is something to click; if not, that is told next.
 *
 * @param {Ringing | null} ringing
 * @returns {Ringing | null}
 */
export function lineBack(ringing) {
  return ringing && { ...ringing, answered: null, unheard: ringing.answered ?? ringing.unheard };
}

/**
 * News that it rings no longer. `waits`: this tab has accepted, and which tab of this agent has it is said next, by
 * `offer_taken` or by the refusal of its own `accept`. `mine`: it had accepted on a line that was lost with the answer.
 *
 * @param {Ringing | null} ringing
 * @param {OfferClosed} closed
 * @returns {'other' | 'waits' | 'mine' | 'elsewhere' | 'over'} `other`: about another offer; `elsewhere`: another tab has accepted
 */
export function closes(ringing, { offer_id: offerId, outcome }) {
  if (ringing?.offer.offer_id !== offerId) return 'other';
  if (outcome !== 'accepted') return 'over';
  if (ringing.answered === 'accept') return 'waits';
  return ringing.unheard === 'accept' ? 'mine' : 'elsewhere';
}

/**
 * @param {Ringing} ringing
 * @param {number} now
 */
export function secondsLeft(ringing, now) {
  return Math.max(0, Math.ceil((ringing.endsAt - now) / 1000));
}

/**
 * @param {Ringing} ringing
 * @param {number} now
 * @returns {number} 1 when it begins to ring, 0 when it ends
 */
export function shareLeft(ringing, now) {
  if (ringing.lastsMs === 0) return 0;
  return Math.min(1, Math.max(0, (ringing.endsAt - now) / ringing.lastsMs));
}
