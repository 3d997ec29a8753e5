/**
 * What somebody has answered to the question for a recording, and what they may do about it. Pure.
 */

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/wire.js').RecordingView} RecordingView */

/** Recording needs these two; a transcript is a purpose of its own, and a no to it stops nothing. */
const NEEDED = new Set(['audio', 'retention']);

/**
 * `open`: no answer yet. `yes`: to everything. `without_transcript`: recorded and kept, no more. `no`: nothing is recorded.
 *
 * @typedef {'open' | 'yes' | 'without_transcript' | 'no' | 'withdrawn'} Answer
 */

/**
 * @param {RecordingView} recording
 * @param {string} participantId
 * @returns {Answer}
 */
function answerOf(recording, participantId) {
  const own = (recording.answers ?? []).filter((answer) => answer.participant_id === participantId);
  if (own.length === 0) return 'open';
  if (own.some((answer) => answer.decision === 'withdrawn')) return 'withdrawn';
  const declined = own.filter((answer) => answer.decision === 'declined').map((answer) => answer.purpose);
  if (declined.some((purpose) => NEEDED.has(purpose))) return 'no';
  return declined.length > 0 ? 'without_transcript' : 'yes';
}

/**
 * What this person may do about the recording at this moment. Deleting what has been stopped is for everybody who said
 * yes to it, also for who has taken it back since.
 *
 * @param {CallSnapshot} call
 * @param {string} ownId
 * @returns {{ask: boolean, stop: boolean, discard: boolean}}
 */
export function possible(call, ownId) {
  const recording = call.recording;
  const state = recording?.state;
  const settled = !state || state === 'declined' || state === 'stopped' || state === 'failed' || state === 'discarded';
  const said = recording ? answerOf(recording, ownId) : 'open';
  return {
    ask: call.state === 'active' && settled,
    stop: state === 'asked' || state === 'open',
    discard: state === 'open' || ((state === 'stopped' || state === 'failed') && said !== 'open' && said !== 'no'),
  };
}
