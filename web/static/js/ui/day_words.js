/**
 * Days and spans of time as one says them: "tomorrow", "Monday, 30 November", "10:00 – 12:00".
 */

import { serverNow } from '../protocol/server_clock.js';
import { daysAhead } from '../state/call_back.js';
import { when, writing } from './words.js';

/** The zone of this browser, as an IANA name. */
export function ownZone() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * `near`: said without a preposition, as "today" and "tomorrow". In another zone than this one a day is always a date.
 *
 * @param {Date} at
 * @param {string} [timeZone]
 * @returns {{form: 'near' | 'date', day: string}}
 */
export function dayWords(at, timeZone = ownZone()) {
  const ahead = daysAhead(at, serverNow());
  if (timeZone === ownZone() && (ahead === 0 || ahead === 1)) return { form: 'near', day: new Intl.RelativeTimeFormat(writing(), { numeric: 'auto' }).format(ahead, 'day') };
  return { form: 'date', day: when(at, { weekday: 'long', day: 'numeric', month: 'long', timeZone }) };
}

/** @param {Date} from @param {Date} to @param {string} [timeZone] */
export function hoursWords(from, to, timeZone) {
  return new Intl.DateTimeFormat(writing(), { timeStyle: 'short', timeZone }).formatRange(from, to);
}

/** The zone as people call it. @param {Date} at @param {string} [timeZone] */
export function zoneName(at, timeZone) {
  const parts = new Intl.DateTimeFormat(writing(), { timeZone, timeZoneName: 'long' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone ?? ownZone();
}
