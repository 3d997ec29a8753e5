/**
 * A transcript as it is read: what was said and what was not recorded, in the order of time, each with its person. Pure.
 */

/** @typedef {import('../protocol/desk.js').TranscriptRecord} TranscriptRecord */
/** @typedef {import('../protocol/desk.js').UtteranceRecord} UtteranceRecord */
/** @typedef {import('../protocol/desk.js').StretchRecord} StretchRecord */
/** @typedef {import('../protocol/desk.js').SpeakerRecord} SpeakerRecord */
/** @typedef {{kind: 'said', at: string, speaker: SpeakerRecord | undefined, named: boolean, said: UtteranceRecord}} Said */
/** @typedef {{kind: 'stretch', at: string, speaker: SpeakerRecord | undefined, stretch: StretchRecord}} Unrecorded */
/** @typedef {Said | Unrecorded} Line */

/** Below this an engine itself doubts what it has heard. */
const UNSURE = 0.5;

/** Milliseconds: a pause of the recording is the same one for everybody, and told once. */
const SAME_PAUSE_MS = 1500;

/** @param {TranscriptRecord} transcript @returns {Line[]} `named`: somebody else spoke before, or something came between */
export function transcriptLines({ utterances, stretches, speakers }) {
  const who = new Map(speakers.map((speaker) => [speaker.participant_id, speaker]));
  /** @type {Line[]} */
  const lines = [
    ...utterances.map((said) => /** @type {const} */ ({ kind: 'said', at: said.at, speaker: who.get(said.participant_id), named: true, said })),
    ...oncePaused(stretches).map((stretch) => /** @type {const} */ ({ kind: 'stretch', at: stretch.at, speaker: who.get(stretch.participant_id), stretch })),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return lines.map((line, index) => {
    const before = lines[index - 1];
    return line.kind === 'said' && before?.kind === 'said' && before.speaker === line.speaker ? { ...line, named: false } : line;
  });
}

/** @param {UtteranceRecord} said whether its engine says that it was hard to hear */
export function isUnsure({ confidence }) {
  return confidence !== null && confidence < UNSURE;
}

/** Whether it may still change. @param {TranscriptRecord} transcript */
export function isUnderWay({ state }) {
  return state === 'waiting' || state === 'working';
}

/** @param {readonly StretchRecord[]} stretches */
function oncePaused(stretches) {
  const paused = stretches.filter(({ why }) => why === 'paused');
  return stretches.filter((stretch) => stretch.why !== 'paused' || paused.find((one) => isSamePause(one, stretch)) === stretch);
}

/** @param {StretchRecord} one @param {StretchRecord} other */
function isSamePause(one, other) {
  return one === other || (one.participant_id !== other.participant_id && Math.abs(Date.parse(one.at) - Date.parse(other.at)) < SAME_PAUSE_MS);
}
