/**
 * What the time is by the server, as last heard: a phone's own clock may be days wrong. Until something was heard, its own.
 */

let aheadMs = 0;

/** @param {string | null} at as the server writes it, in a message or in the header `Date` */
export function heardTheTime(at) {
  const ms = at === null ? NaN : Date.parse(at);
  if (!Number.isNaN(ms)) aheadMs = ms - Date.now();
}

/** In ms, as Date.now(). */
export function serverNow() {
  return Date.now() + aheadMs;
}
