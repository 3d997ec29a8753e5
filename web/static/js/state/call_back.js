/**
 * When a customer may be called back: windows of two hours in the customer's own time, on the next days. Pure; Date's own
 * zone is the customer's.
 */

/** @typedef {{startsAt: Date, endsAt: Date}} Window */
/** @typedef {Pick<import('../protocol/wire.js').QueueView, 'agents_on_duty' | 'open' | 'opens_at'>} Staffing */
/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */

/** Nobody is called back at night, if there is another time at which somebody works. */
const HOURS = [8, 10, 12, 14, 16, 18];
const ALL_HOURS = [0, 2, 4, 6, ...HOURS, 20, 22];
const LONG_H = 2;
/** A window that is almost over, or that opens in its middle, is worth it while this much of it is left. */
const LEAST_MS = 60 * 60_000;
const MOST_DAYS = 5;
/** Nobody promises further ahead than the service accepts. */
const LOOK_AHEAD_DAYS = 30;

/**
 * The next days on which there is a window, with their windows, as far as somebody is there in them.
 *
 * @param {number} nowMs
 * @param {number | null} opensAtMs null when it is open, or nobody knows
 * @param {readonly Window[]} [spans] from when to when somebody is there; empty: always, as far as is known
 * @returns {{day: Date, windows: Window[]}[]} `day` is noon of it
 */
export function callBackDays(nowMs, opensAtMs, spans = []) {
  const byDay = daysAt(HOURS, nowMs, opensAtMs, spans);
  return byDay.length > 0 ? byDay : daysAt(ALL_HOURS, nowMs, opensAtMs, spans);
}

/** @param {readonly number[]} hours @param {number} nowMs @param {number | null} opensAtMs @param {readonly Window[]} spans */
function daysAt(hours, nowMs, opensAtMs, spans) {
  const from = Math.max(nowMs, opensAtMs ?? nowMs);
  const days = [];
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS && days.length < MOST_DAYS; ahead++) {
    const windows = hours.map((hour) => staffed(window(nowMs, ahead, hour, opensAtMs), spans)).filter(({ startsAt, endsAt }) => endsAt.getTime() - Math.max(from, startsAt.getTime()) >= LEAST_MS);
    if (windows.length > 0) days.push({ day: on(nowMs, ahead, 12), windows });
  }
  return days;
}

/** @param {number} nowMs @param {number} ahead @param {number} hour @param {number | null} opensAtMs @returns {Window} */
function window(nowMs, ahead, hour, opensAtMs) {
  const start = on(nowMs, ahead, hour);
  const endsAt = on(nowMs, ahead, hour + LONG_H);
  const opens = opensAtMs ?? 0;
  return { startsAt: opens > start.getTime() && opens < endsAt.getTime() ? new Date(opens) : start, endsAt };
}

/** The longest part of it in which somebody is there; of no length where nobody is. @param {Window} window @param {readonly Window[]} spans @returns {Window} */
function staffed({ startsAt, endsAt }, spans) {
  if (spans.length === 0) return { startsAt, endsAt };
  const lasts = (/** @type {Window} */ part) => part.endsAt.getTime() - part.startsAt.getTime();
  const parts = spans.map((span) => ({ startsAt: new Date(Math.max(+startsAt, +span.startsAt)), endsAt: new Date(Math.min(+endsAt, +span.endsAt)) }));
  return parts.reduce((longest, part) => (lasts(part) > lasts(longest) ? part : longest), { startsAt, endsAt: startsAt });
}

/** The wall clock decides, also on the two days a year when it is set. @param {number} nowMs @param {number} ahead @param {number} hour */
function on(nowMs, ahead, hour) {
  const today = new Date(nowMs);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + ahead, hour);
}

/** How many days ahead of now, by the calendar of this zone: 0 is today. @param {Date} at @param {number} nowMs */
export function daysAhead(at, nowMs) {
  const day = (/** @type {Date} */ date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((day(at) - day(new Date(nowMs))) / 86_400_000);
}

/** Nobody who speaks the language is at work: waiting leads nowhere just now. @param {Staffing | null | undefined} staffing */
export function nobodyThere(staffing) {
  return staffing?.agents_on_duty === 0;
}

/**
 * Whether it makes sense to wish it now: while one waits for somebody, or has lost them; not in a talk, not after it.
 *
 * @param {CallSnapshot | null} call
 * @param {{soundLost?: boolean}} [talk] the voice does not get through, however long that is tried
 */
export function mayWish(call, { soundLost = false } = {}) {
  const agent = call?.participants.find((person) => person.role === 'agent');
  switch (call?.state) {
    case 'created':
    case 'waiting':
    case 'offered':
      return true;
    case 'connecting':
      return !agent?.ready;
    case 'active':
      return soundLost;
    case 'interrupted':
      return soundLost || agent?.page_id === null;
    default:
      return false;
  }
}
