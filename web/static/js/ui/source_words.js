/**
 * Where a statement comes from, in words.
 */

import { clock, day, moment, t } from './desk_words.js';

/** @typedef {import('../protocol/desk.js').Source} Source */

/** @param {Source} source */
export function sourceName(source) {
  const kind = t(`source.${source.kind}`);
  const at = source.at && (source.kind === 'tracking_event' ? day(source.at) : source.kind === 'transcript' ? moment(source.at) : clock(source.at));
  return at ? `${kind}, ${at}` : kind;
}
