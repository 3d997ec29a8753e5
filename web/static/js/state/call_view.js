/**
 * What a page shows of a call, told from the server's snapshot and this page's own connections. Pure.
 */

import { pauseOf } from './pause.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/wire.js').ParticipantView} ParticipantView */
/** @typedef {import('../protocol/wire.js').ConsentAsked} ConsentAsked */
/** @typedef {import('../protocol/wire.js').EndReason} EndReason */
/** @typedef {import('../protocol/wire.js').ErrorCode} ErrorCode */
/** @typedef {import('../protocol/wire.js').Self} Self */
/** @typedef {import('../protocol/socket.js').SocketStatus} SocketStatus */
/** @typedef {import('../rtc/talk.js').TalkState} TalkState */
/** @typedef {import('../rtc/devices.js').Refused} Refused */
/** @typedef {import('./chat_lines.js').Line} Line */
/** @typedef {import('./line_quality.js').LineQuality} LineQuality */
/**
 * `none`: never asked. `asked`: this person is to answer. `answered`: the other side is. `opening`: everybody agreed,
 * nothing reaches the disk yet. `writing`: it does, of everybody (the red dot). `paused`: nothing does, for now. `resuming`: it
 * will as soon as both pages show so. `again`: somebody came back by another page, and nothing does until they have said yes
 * again. `held_back`: this person has pressed to pause or stop, nothing of theirs is sent any more, and the server has not shown it
 * yet. `failed`: the recorder could not.
 *
 * @typedef {'none' | 'asked' | 'answered' | 'opening' | 'writing' | 'paused' | 'resuming' | 'again' | 'held_back' | 'stopped' | 'failed' | 'declined' | 'discarded'} RecordingStanding
 */
/** @typedef {{name: string, sinceMs: number, untilMs: number | null}} Away times on the server's clock */
/**
 * `given`: another agent has it. `queued`: the customer waits for the next one. `unknown`: the server only says that
 * there is no place in it.
 *
 * @typedef {{kind: 'given', name: string} | {kind: 'queued' | 'unknown'}} Gone
 */
/**
 * @typedef {object} OwnView
 * @property {boolean} ready this person's click has happened
 * @property {MediaStream | null} preview the camera as it is, also before the click; another object when devices change
 * @property {boolean} hasMicrophone
 * @property {boolean} hasCamera
 * @property {boolean} microphone switched on (it is heard once `ready`)
 * @property {boolean} camera switched on (it is seen once `ready`)
 * @property {boolean} screen this person shows their screen instead of the camera
 * @property {import('../rtc/devices.js').Facing | null} facing where a phone's camera looks
 * @property {Record<'audio' | 'video', boolean>} stopped was on, and the system has taken it away, for a phone call perhaps
 * @property {Refused} refused why a device could not be opened
 */
/**
 * @typedef {object} CallView
 * @property {CallSnapshot | null} call
 * @property {Self | null} person who the server takes this page for
 * @property {ParticipantView | null} self
 * @property {ParticipantView | null} other
 * @property {Away | null} away the other person's page is gone, and until when the call waits
 * @property {TalkState} talk
 * @property {MediaStream | null} remote
 * @property {OwnView} own
 * @property {readonly Line[]} chat
 * @property {string} typed what the other person is writing just now; empty while they write nothing
 * @property {import('./evidence_view.js').EvidenceView} evidence
 * @property {ConsentAsked | null} question the words to show; null while nothing is asked or after this person's answer
 * @property {RecordingStanding} recording
 * @property {import('./recording_wish.js').HeldBack | null} heldBack what this person has pressed for, and the server has not shown yet
 * @property {boolean} heldToTheEnd the call ended before it did
 * @property {boolean} mayWithdraw this person said yes and it can still be taken back or deleted, or a question is open
 * @property {import('../rtc/click_channel.js').Pause | null} pause why the other person, who is in the call, is not there at this moment
 * @property {number} echoes how often the other person has said that they hear themselves
 * @property {boolean} writes the other person has no microphone: they write
 * @property {boolean} back the other person's camera looks away from them, at what they show
 * @property {LineQuality} line
 * @property {import('./ladder_keeper.js').LadderView} ladder what is done about a weak line, on either side
 * @property {SocketStatus} socket
 * @property {ErrorCode | null} closed why the socket is closed for good (`replaced`, ...)
 * @property {{reason: EndReason | null} | null} ended the talk is over
 * @property {Gone | null} gone the call goes on without this person, and this page has no part in it
 * @property {{code: ErrorCode, about: string} | null} refusal the last thing the server would not do; another object each time
 * @property {number} clockOffsetMs add it to Date.now() for the server's time
 */

const OVER = new Set(['wrap_up', 'closed']);

/** @param {CallSnapshot | null} call */
export function isOver(call) {
  return call !== null && OVER.has(call.state);
}

/**
 * An older snapshot is never shown over a newer one. The same version is sent again when only the writer's report changed.
 *
 * @param {CallSnapshot | null} known
 * @param {CallSnapshot} heard
 */
export function isNews(known, heard) {
  if (!known || known.id !== heard.id) return true;
  if (heard.version !== known.version) return heard.version > known.version;
  return Date.parse(heard.server_time) >= Date.parse(known.server_time);
}

/**
 * A customer is known by the participant's id, an agent at first by the role, and from then on by the seat.
 *
 * @param {CallSnapshot | null} call
 * @param {Self | null} person
 * @param {string | null} [seat] the participant this page has been before
 */
export function selfIn(call, person, seat = null) {
  if (!call || !person) return null;
  const people = call.participants;
  if (seat !== null) return people.find((one) => one.id === seat) ?? null;
  return people.find((one) => one.id === person.id) ?? people.find((one) => one.role === person.role) ?? null;
}

/** Where the call went when this person lost their part in it. @param {CallSnapshot | null} call @param {string | null} seat @returns {Gone | null} */
export function goneFrom(call, seat) {
  if (!call || seat === null || call.participants.some((one) => one.id === seat)) return null;
  const agent = call.participants.find((one) => one.role === 'agent');
  return agent ? { kind: 'given', name: agent.name } : { kind: 'queued' };
}

/** A waiting customer's place has moved; the call itself has not. @param {CallSnapshot} call @param {import('../protocol/wire.js').QueueMoved} moved @returns {CallSnapshot} */
export function queueMoved(call, { call_id: callId, queue }) {
  return call.id === callId && call.queue ? { ...call, queue } : call;
}

/** @param {CallSnapshot | null} call @param {ParticipantView | null} self */
export function otherIn(call, self) {
  return (self && call?.participants.find((one) => one.id !== self.id)) ?? null;
}

/** Whether this person's click holds for the page that they have now: whoever came back by another one clicks again. @param {ParticipantView | null | undefined} person */
export function hasClicked(person) {
  return person?.ready === true && !person.returning;
}

/** Whether there is a page that a line could lead to: nobody answers from one that is gone, or that waits for its click. @param {ParticipantView | null} person */
export function isReachable(person) {
  return person !== null && person.page_id !== null && !person.returning;
}

/** @param {CallSnapshot | null} call @param {ParticipantView | null} other @returns {Away | null} */
export function awayOf(call, other) {
  if (!call || isOver(call) || !other?.away_since || other.page_id) return null;
  return { name: other.name, sinceMs: Date.parse(other.away_since), untilMs: call.deadline_at ? Date.parse(call.deadline_at) : null };
}

/** @param {CallSnapshot | null} call @param {ParticipantView | null} self @returns {RecordingStanding} */
export function recordingOf(call, self) {
  const recording = call?.recording;
  if (!recording) return 'none';
  if (recording.state === 'asked') return hasAnswered(call, self) ? 'answered' : 'asked';
  if (waitsForAnswerAgain(recording)) return 'again';
  const pause = pauseOf(recording);
  if (pause) return pause.seen_by ? 'resuming' : 'paused';
  if (recording.state === 'open') return recording.writing ? 'writing' : 'opening';
  return recording.state;
}

/** Somebody came back by another page, and has to say yes again. @param {import('../protocol/wire.js').RecordingView | null | undefined} recording */
export function waitsForAnswerAgain(recording) {
  return recording?.state === 'open' && (recording.asked_again?.length ?? 0) > 0;
}

/** @param {CallSnapshot | null} call @param {ParticipantView | null} self */
export function hasAnswered(call, self) {
  return (call?.recording?.answers ?? []).some((answer) => answer.participant_id === self?.id);
}

/** Who has stopped the recording may still delete it. @param {CallSnapshot | null} call @param {ParticipantView | null} self */
export function mayWithdraw(call, self) {
  const recording = call?.recording;
  if (!recording || !self) return false;
  const agreed = (recording.answers ?? []).some((answer) => answer.participant_id === self.id && answer.decision !== 'declined');
  if (recording.state === 'declined' && recording.kept) return true;
  return recording.state === 'asked' || (agreed && (recording.state === 'open' || recording.state === 'stopped' || recording.state === 'failed'));
}

/**
 * The question to show: the last one asked, while it is the open one and unanswered, or to be answered again.
 *
 * @param {ConsentAsked | null} question
 * @param {CallSnapshot | null} call
 * @param {ParticipantView | null} self
 */
export function openQuestion(question, call, self) {
  const recording = call?.recording;
  const again = recording?.state === 'open' && self !== null && Boolean(recording.asked_again?.includes(self.id));
  const first = recording?.state === 'asked' && !hasAnswered(call, self);
  const open = (first || again) && recording?.request_id === question?.request_id;
  return open && !isOver(call) ? question : null;
}

/** Both have clicked, both are here, and only the talk was missing. @param {CallSnapshot | null} call */
export function awaitsTalk(call) {
  if (call?.state !== 'connecting' && call?.state !== 'interrupted') return false;
  return call.participants.length > 1 && call.participants.every((person) => person.page_id !== null && person.ready);
}

/** The other one is there and lets their voice be heard, and this page would know if they were not there any more. @param {CallView} view */
export function isVoiceExpected({ call, self, other, socket }) {
  const talking = call?.state === 'active' || call?.state === 'interrupted';
  return socket === 'online' && talking && self?.ready === true && other !== null && hasClicked(other) && other.audio && other.page_id !== null;
}

/** Seconds of the talk so far, or until its end; null before it began. @param {CallView} view @param {number} nowMs Date.now() */
export function elapsedSeconds({ call, clockOffsetMs }, nowMs) {
  if (!call?.active_since) return null;
  const until = call.ended_at ? Date.parse(call.ended_at) : nowMs + clockOffsetMs;
  return Math.max(0, (until - Date.parse(call.active_since)) / 1000);
}
