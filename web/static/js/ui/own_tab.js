/**
 * What this tab knows of its calls, for as long as the tab: a reload goes on where it was, and no other tab is pushed out
 * of a call without being asked.
 */

/** @typedef {import('../protocol/desk.js').NewCall} NewCall */

const WAY = 'reassure.way.';
const SEAT = 'reassure.seat';
const JOINED = 'reassure.joined.';
const NOTES = 'reassure.notes.';
/** Whoever comes later than that clicks again. */
const COMES_BACK_MS = 60_000;

/** The server tells the ways in once; a reload must not cost the agent the link that is being read out. @param {NewCall} made */
export function keepWay(made) {
  write(WAY + made.call_id, JSON.stringify(made));
}

/** @param {string} callId @returns {NewCall | null} */
export function keptWay(callId) {
  return JSON.parse(read(WAY + callId) ?? 'null');
}

/** Nobody gets in that way any more. @param {string} callId */
export function forgetWay(callId) {
  write(WAY + callId, null);
}

/** The call in which this tab takes part. Written down only when the page goes: a copy of the tab copies what is written. */
let seat = read(SEAT);
write(SEAT, null);
addEventListener('pagehide', () => write(SEAT, seat));
addEventListener('pageshow', () => write(SEAT, null)); // it is back as it was

/** This tab takes part in the call. @param {string} callId */
export function takeSeat(callId) {
  seat = callId;
}

/** Another window has it now. */
export function leaveSeat() {
  seat = null;
}

/** Whether it was this tab that took part. @param {string} callId */
export function hasSeat(callId) {
  return seat === callId;
}

/**
 * This person has clicked in this call, in this tab: a reload within the minute for which the call waits is no new person.
 *
 * @typedef {{microphone: boolean, camera: boolean, at: number}} Joined as they had set their devices, and when that was last so
 */

/** @param {string} callId @param {Omit<Joined, 'at'>} how */
export function keepJoined(callId, { microphone, camera }) {
  write(JOINED + callId, JSON.stringify({ microphone, camera, at: Date.now() }));
}

/** @param {string} callId @returns {Joined | null} */
export function keptJoined(callId) {
  const kept = /** @type {Joined | null} */ (JSON.parse(read(JOINED + callId) ?? 'null'));
  return kept && Date.now() - kept.at < COMES_BACK_MS ? kept : null;
}

/** @param {string} callId */
export function forgetJoined(callId) {
  write(JOINED + callId, null);
}

/** Notes that the server does not have yet. @param {string} callId */
export function keptNotes(callId) {
  return {
    get: () => /** @type {import('../state/notes_keeper.js').Notes | null} */ (JSON.parse(read(NOTES + callId) ?? 'null')),
    set: (/** @type {import('../state/notes_keeper.js').Notes | null} */ notes) => write(NOTES + callId, notes && JSON.stringify(notes)),
  };
}

/** @param {string} key */
function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // storage is forbidden here: what was known is gone with the page
  }
}

/** @param {string} key @param {string | null} value */
function write(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage is forbidden here: it lasts until the page is reloaded.
  }
}
