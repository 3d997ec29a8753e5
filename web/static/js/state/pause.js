/**
 * A recording that is paused: whose wish it is, what this page still has to show before it goes on, and when to remind. Pure.
 */

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/wire.js').PauseView} PauseView */
/** @typedef {import('../protocol/wire.js').RecordingView} RecordingView */

export const REMIND_AFTER_MS = 60_000;

/** The pause of a recording that is open. @param {RecordingView | null | undefined} recording @returns {PauseView | null} */
export function pauseOf(recording) {
  return (recording?.state === 'open' && recording.pause) || null;
}

/**
 * Whether the server waits for this page to show that the recording goes on.
 *
 * @param {CallSnapshot | null} call
 * @param {string | undefined} ownId
 */
export function mustShow(call, ownId) {
  const seenBy = pauseOf(call?.recording)?.seen_by;
  return Boolean(seenBy && ownId !== undefined && !seenBy.includes(ownId));
}

/**
 * Who paused is reminded after a minute: a pause that is forgotten loses the rest of the call.
 *
 * @param {PauseView | null} pause
 * @param {string | undefined} ownId
 * @param {number} serverNowMs
 */
export function isForgotten(pause, ownId, serverNowMs) {
  return pause !== null && !pause.seen_by && pause.by === ownId && serverNowMs - Date.parse(pause.since) >= REMIND_AFTER_MS;
}
