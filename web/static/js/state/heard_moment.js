/**
 * Where in a call's recordings something that was said is heard: in the one file of all voices, once there is one. Pure.
 */

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').UtteranceRecord} UtteranceRecord */

/**
 * @param {Pick<UtteranceRecord, 'part_id' | 'at'>} said
 * @param {Pick<CallRecord, 'parts' | 'recordings'>} call
 * @returns {{recordingId: string, fromS: number} | null} seconds of the whole; null: only the voice's own part can be played
 */
export function inTheWhole({ part_id: partId, at }, { parts, recordings }) {
  const part = parts.find(({ id }) => id === partId);
  const whole = recordings.find(({ recording_id: id, state }) => id === part?.recording_id && (state === 'ready' || state === 'partial'));
  if (!whole?.epoch) return null;
  const fromS = (Date.parse(at) - Date.parse(whole.epoch)) / 1000;
  return fromS >= 0 && fromS < whole.seconds ? { recordingId: whole.recording_id, fromS } : null;
}
