/**
 * What is missing in a part of a recording: from when to when, and why. Silence is heard there.
 */

import { element } from './element.js';
import { duration, t, wordOr } from './desk_words.js';

/** Shown of one part; the longest say enough. */
const MOST = 12;

/** @param {import('../protocol/desk.js').PartRecord} part null when nothing worth telling is missing */
export function partGaps(part) {
  const longest = [...(part.gaps ?? [])].filter((gap) => gap.to_s - gap.from_s >= 0.5).sort((one, other) => other.to_s - other.from_s - (one.to_s - one.from_s));
  const shown = longest.slice(0, MOST).sort((one, other) => one.from_s - other.from_s);
  if (shown.length === 0) return null;
  const lines = shown.map((gap) =>
    element('li', {}, element('span', { class: 'number' }, `${duration(gap.from_s)} – ${duration(gap.to_s)}`), ` ${wordOr('gap', gap.why)}`),
  );
  return element('details', { class: 'soft small' }, element('summary', {}, t('log.part.gaps')), element('ul', {}, lines));
}
