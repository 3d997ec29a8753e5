/**
 * The timeline of one case: its newest page, read anew whenever something has happened, and earlier pages on request.
 */

import { readTimeline } from '../protocol/desk_api.js';
import { timelinePanel } from '../ui/case_timeline.js';

const PAGE = 30;

/** @param {string} reference @param {AbortSignal} signal */
export function caseTimeline(reference, signal) {
  const shown = timelinePanel({ earlier: () => void read() });
  /** @type {import('../protocol/desk.js').CaseMoment[]} */
  let moments = [];
  const read = async ({ anew = false } = {}) => {
    try {
      const before = anew ? '' : (moments.at(-1)?.at ?? '');
      const found = await readTimeline(reference, { before, limit: PAGE }, signal);
      moments = anew ? found.moments : [...moments, ...found.moments];
      shown.show(moments, { more: found.more });
    } catch (error) {
      if (!signal.aborted) shown.fail(error, () => void read({ anew }));
    }
  };
  return { panel: shown.panel, refresh: () => read({ anew: true }) };
}
