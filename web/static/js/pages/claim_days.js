/** Days on claims that come near, above the worklist. */

import { readReminders } from '../protocol/claims_api.js';
import { showDays } from '../ui/claim_days_panel.js';
import { element } from '../ui/element.js';

/** @param {AbortSignal} signal ends with the view */
export function claimDays(signal) {
  const place = element('section', { class: 'panel', id: 'claim-days', 'aria-labelledby': 'claim-days-title', hidden: true });
  readReminders(signal).then(({ reminders }) => showDays(place, reminders), () => {}); // the alerts are there
  return place;
}
