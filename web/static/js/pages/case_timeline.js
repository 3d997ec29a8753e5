/**
 * The timeline of one case: its newest page, read anew whenever something has happened, and earlier pages on request.
 */

import { readTimeline } from '../protocol/desk_api.js';
import { MomentPages } from '../state/moment_pages.js';
import { timelinePanel } from '../ui/case_timeline.js';

const PAGE = 30;

/** @param {string} reference @param {AbortSignal} signal */
export function caseTimeline(reference, signal) {
  const shown = timelinePanel({ earlier: () => void pages.earlier() });
  /** @type {MomentPages<import('../protocol/desk.js').CaseMoment>} */
  const pages = new MomentPages({
    read: (before) => readTimeline(reference, { before, limit: PAGE }, signal),
    show: ({ moments, more }) => shown.show(moments, { more }),
    fail: (error, again) => !signal.aborted && shown.fail(error, again),
  });
  return { panel: shown.panel, refresh: () => pages.refresh() };
}
