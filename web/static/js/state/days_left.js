/**
 * How many days are left until a day on the calendar, in the zone of whoever reads it. Pure.
 */

const DAY_MS = 86_400_000;

/**
 * @param {string} lastDay `2026-11-29`
 * @param {number} now in milliseconds
 * @param {string} [timeZone] an IANA name; the reader's own without it
 * @returns {number} 0 on the day itself, less than nothing after it
 */
export function daysLeft(lastDay, now, timeZone) {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
  return Math.round((Date.parse(`${lastDay}T00:00:00Z`) - Date.parse(`${parts}T00:00:00Z`)) / DAY_MS);
}
