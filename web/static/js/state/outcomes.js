/**
 * What can come of a call, as the agent says it at wrap-up; and why a talk can end. Spellings of the server.
 */

export const OUTCOMES = /** @type {const} */ ([
  'informed',
  'carrier_search',
  'reship',
  'refund',
  'compensation',
  'found',
  'more_facts_needed',
  'follow_up',
]);

/** @type {readonly import('../protocol/wire.js').EndReason[]} */
export const END_REASONS = ['completed', 'abandoned', 'declined', 'expired', 'missed', 'lost', 'call_back', 'unrecorded'];
