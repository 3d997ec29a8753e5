/**
 * The one thing about the line that is worth a banner now, and the standing word about who can listen. Pure.
 */

import { worst } from './line_quality.js';
import { isForgotten, pauseOf } from './pause.js';
import { isRequired, ruleOf } from './recording_rule.js';

/** @typedef {import('./call_view.js').CallView} CallView */
/**
 * @typedef {object} Notice
 * @property {string} key of the words
 * @property {Record<string, string>} [values]
 * @property {number} [leftMs] how long the call still waits
 * @property {'calm' | 'trouble'} tone
 */

/** @param {CallView} view @param {number} nowMs Date.now() @returns {Notice | null} the weightiest one */
export function noticeOf(view, nowMs) {
  if (view.ended || view.closed) return null;
  if (view.socket === 'offline' || (view.socket === 'connecting' && view.call)) return { key: 'call.offline', tone: 'trouble' };
  if (view.away) return awayNotice(view.away, nowMs + view.clockOffsetMs);
  if (view.other?.returning && isTalking(view)) return { key: 'call.returning', values: { name: view.other.name }, tone: 'trouble' };
  if (view.talk === 'reconnecting' && view.ladder.sound !== 'heard') return { key: 'call.no_sound', tone: 'trouble' };
  if (view.talk === 'reconnecting') return { key: 'call.interrupted', tone: 'trouble' };
  if (view.call?.state === 'interrupted' && view.talk !== 'connected') return { key: 'call.no_sound', tone: 'trouble' };
  if ((view.talk === 'connecting' || view.talk === 'waiting') && isTalking(view)) return { key: 'call.connecting', tone: 'calm' };
  const answers = answersNotice(view, nowMs + view.clockOffsetMs);
  if (answers) return answers;
  if (isForgotten(pauseOf(view.call?.recording), view.self?.id, nowMs + view.clockOffsetMs)) return { key: 'recording.paused.reminder', tone: 'calm' };
  if (view.talk === 'connected' && view.pause) return { key: `call.pause.${view.pause}`, values: { name: view.other?.name ?? '' }, tone: 'calm' };
  return view.talk === 'connected' ? weakNotice(view) : null;
}

/** What is done about a weak line, the voice first. @param {CallView} view @returns {Notice | null} */
function weakNotice({ ladder, line, other, own }) {
  const values = { name: other?.name ?? '' };
  if (ladder.sound !== 'heard') return { key: 'call.sound.failing', values, tone: 'trouble' };
  if (ladder.soundThere !== 'heard') return { key: 'call.sound.failing_there', values, tone: 'trouble' };
  if (ladder.picture === 'paused' && (own.camera || own.screen)) return { key: 'call.picture.paused', tone: 'calm' };
  if (ladder.heard === 'bad') return { key: 'call.line.bad.there', values, tone: 'trouble' };
  return line === 'bad' ? { key: 'call.line.bad.advice', tone: 'trouble' } : null;
}

/**
 * One sign for the line, of whichever direction is worse; in words what is weak, and what is done about it.
 *
 * @param {CallView} view
 * @returns {{quality: import('./line_quality.js').LineQuality, keys: string[], values: Record<string, string>}}
 */
export function lineSign({ line, ladder, other, own }) {
  const quality = other?.returning ? 'unknown' : worst(line, ladder.heard); // before their click it is black and silent
  const there = quality !== line && quality !== 'unknown' && quality !== 'good';
  const smaller = (own.camera || own.screen) && ladder.picture !== 'full' && `call.picture.${ladder.picture === 'paused' ? 'paused' : 'smaller'}`;
  const keys = [`call.line.${quality}${there ? '.there' : ''}`, ...(smaller ? [smaller] : [])];
  return { quality, keys, values: { name: other?.name ?? '' } };
}

/** Where a call is not to go on without everybody's answer: how long it waits for them. @param {CallView} view @param {number} serverNowMs @returns {Notice | null} */
export function answersNotice({ call, recording }, serverNowMs) {
  if ((recording !== 'asked' && recording !== 'answered') || !isRequired(ruleOf(call)) || !call?.deadline_at) return null;
  return { key: `recording.required.${recording}`, leftMs: Math.max(0, Date.parse(call.deadline_at) - serverNowMs), tone: 'calm' };
}

/** @param {import('./call_view.js').Away} away @param {number} serverNowMs @returns {Notice} */
function awayNotice({ name, untilMs }, serverNowMs) {
  if (untilMs === null) return { key: 'call.away', values: { name }, tone: 'trouble' };
  return { key: 'call.away.left', values: { name }, leftMs: Math.max(0, untilMs - serverNowMs), tone: 'trouble' };
}

/** @param {CallView} view */
function isTalking({ call }) {
  return call?.state === 'connecting' || call?.state === 'active' || call?.state === 'interrupted';
}

/**
 * What is shown about recording at all times of the call. `private`: no leg is open, nobody but the two can listen.
 *
 * @param {CallView} view
 * @returns {{key: string, dot: boolean, private: boolean}}
 */
export function listeningOf({ recording, away, call, heldBack }) {
  if (recording === 'writing') return { key: call?.recording?.picture === 'taken' && heldBack !== 'picture' ? 'recording.on_picture' : 'recording.on', dot: true, private: false };
  if (recording === 'paused' || recording === 'resuming') return { key: `recording.${recording}`, dot: false, private: false };
  if (recording === 'again' || recording === 'held_back') return { key: `recording.${recording}`, dot: false, private: false };
  if (recording === 'failed') return { key: `recording.failed.${call?.recording?.why ?? 'recorder_away'}`, dot: false, private: true };
  if (recording === 'opening' && away) return { key: 'recording.alone', dot: false, private: false };
  if (recording === 'opening') return { key: 'recording.opening', dot: false, private: false };
  const told = recording === 'declined' || recording === 'stopped' || recording === 'discarded' || recording === 'answered';
  const words = recording === 'answered' ? 'recording.asked' : `recording.${recording}`;
  return { key: told ? words : 'recording.private', dot: false, private: true };
}

/**
 * What this person may do about recording now. `take_back` needs no further question; `stop` and `delete` do.
 *
 * @param {CallView} view
 * @returns {{ask: boolean, pause: boolean, resume: boolean, stop: boolean, take_back: boolean, delete: boolean}}
 */
export function recordingActs(view) {
  const { recording, self, call, mayWithdraw, heldBack } = view;
  const idle = recording === 'none' || recording === 'declined' || recording === 'stopped' || recording === 'failed' || recording === 'discarded';
  return {
    ask: self?.role === 'agent' && call?.state === 'active' && idle && ruleOf(call) !== 'never',
    // While a pause is on its way its button stays, with the focus, for the one that follows it.
    pause: recording === 'writing' || recording === 'opening' || recording === 'resuming' || (recording === 'held_back' && heldBack === 'pause'),
    resume: recording === 'paused' && pauseOf(call?.recording)?.by === self?.id,
    stop: mayWithdraw && (recording === 'opening' || recording === 'writing' || recording === 'paused' || recording === 'resuming' || recording === 'again' || (recording === 'held_back' && heldBack === 'pause')),
    take_back: mayWithdraw && recording === 'answered',
    delete: mayWithdraw && (recording === 'stopped' || recording === 'failed' || recording === 'declined'),
  };
}
