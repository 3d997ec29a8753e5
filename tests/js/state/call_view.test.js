import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { lineSign, listeningOf, noticeOf, recordingActs } from '../../../web/static/js/state/call_notice.js';
import { awaitsTalk, awayOf, elapsedSeconds, isNews, isVoiceExpected, mayWithdraw, openQuestion, otherIn, recordingOf, selfIn } from '../../../web/static/js/state/call_view.js';

const AT = '2026-03-01T10:00:00Z';
const LADDER = { picture: 'full', theirsPaused: false, heard: 'good', sound: 'heard', soundThere: 'heard' };
/** @param {object} [changes] @returns {any} */
const person = (changes = {}) => ({ id: 'c', role: 'customer', name: 'Lucía', page_id: 'p', ready: true, audio: true, video: true, away_since: null, ...changes });
/** @param {object} [changes] @returns {any} */
const call = (changes = {}) => ({ id: '1', version: 3, state: 'active', participants: [person(), person({ id: 'a', role: 'agent', name: 'Wei' })], recording: null, active_since: AT, ended_at: null, deadline_at: null, server_time: AT, ...changes });
/** @param {object} changes @returns {any} */
const view = (changes) => ({ call: call(), self: person(), other: person({ id: 'a' }), away: null, talk: 'connected', socket: 'online', line: 'good', ladder: LADDER, own: { camera: true }, recording: 'none', mayWithdraw: false, ended: null, closed: null, clockOffsetMs: 0, ...changes });
/** @param {string} state @param {object} [changes] @returns {any} */
const recording = (state, changes = {}) => ({ id: 'r', request_id: 'q', state, writing: false, answers: [], ...changes });
const YES = { participant_id: 'c', purpose: 'audio', decision: 'given' };

test('an older snapshot is never shown over a newer one; the same version may carry the writer\'s report', () => {
  assert.equal(isNews(call(), call({ version: 2 })), false);
  assert.equal(isNews(call(), call({ version: 4, server_time: '2020-01-01T00:00:00Z' })), true);
  assert.equal(isNews(call(), call({ server_time: '2026-03-01T10:00:01Z' })), true);
  assert.equal(isNews(call(), call({ server_time: '2026-03-01T09:59:59Z' })), false);
});

test('a customer is known by the participant, an agent by the role', () => {
  assert.equal(selfIn(call(), /** @type {any} */ ({ id: 'c', role: 'customer' }))?.name, 'Lucía');
  assert.equal(selfIn(call(), /** @type {any} */ ({ id: 'user-7', role: 'agent' }))?.name, 'Wei');
  assert.equal(otherIn(call(), selfIn(call(), /** @type {any} */ ({ id: 'user-7', role: 'agent' })))?.name, 'Lucía');
});

test('the dot follows the writer\'s report, not the wish', () => {
  assert.equal(recordingOf(call({ recording: recording('open') }), person()), 'opening');
  assert.equal(recordingOf(call({ recording: recording('open', { writing: true }) }), person()), 'writing');
  assert.equal(listeningOf(view({ recording: 'opening' })).dot, false);
  assert.equal(listeningOf(view({ recording: 'writing' })).dot, true);
});

test('that nobody else can listen is said only while no leg may be open', () => {
  for (const standing of ['none', 'asked', 'answered', 'declined', 'stopped', 'discarded']) assert.equal(listeningOf(view({ recording: standing })).private, true, standing);
  for (const standing of ['opening', 'writing']) assert.equal(listeningOf(view({ recording: standing })).private, false, standing);
  assert.equal(listeningOf(view({ recording: 'opening', away: { name: 'Wei' } })).key, 'recording.alone');
});

test('a question is shown while it is the open one and this person has not answered it', () => {
  const question = /** @type {any} */ ({ request_id: 'q' });
  const asked = call({ recording: recording('asked') });
  assert.equal(openQuestion(question, asked, person()), question);
  assert.equal(openQuestion(question, call({ recording: recording('asked', { answers: [YES] }) }), person()), null);
  assert.equal(openQuestion(question, call({ recording: recording('asked', { request_id: 'other' }) }), person()), null);
  assert.equal(openQuestion(question, { ...asked, state: 'wrap_up' }, person()), null);
});

test('a yes can be taken back while it stands, also after the recording was stopped', () => {
  for (const state of ['open', 'stopped']) assert.equal(mayWithdraw(call({ recording: recording(state, { answers: [YES] }) }), person()), true, state);
  assert.equal(mayWithdraw(call({ recording: recording('stopped', { answers: [{ ...YES, decision: 'withdrawn' }] }) }), person()), true, 'who stopped it may delete it');
  assert.equal(mayWithdraw(call({ recording: recording('stopped', { answers: [{ ...YES, decision: 'declined' }] }) }), person()), false);
  assert.equal(mayWithdraw(call({ recording: recording('discarded', { answers: [YES] }) }), person()), false);
  for (const kept of [true, false]) assert.equal(mayWithdraw(call({ recording: recording('declined', { kept }) }), person()), kept);
});

test('only the agent asks, only when nothing is asked or open; either one stops', () => {
  assert.equal(recordingActs(view({})).ask, false);
  assert.equal(recordingActs(view({ self: person({ role: 'agent' }) })).ask, true);
  assert.equal(recordingActs(view({ self: person({ role: 'agent' }), recording: 'asked' })).ask, false);
  assert.deepEqual(recordingActs(view({ recording: 'writing', mayWithdraw: true })), { ask: false, pause: true, resume: false, stop: true, take_back: false, delete: false });
  assert.deepEqual(recordingActs(view({ recording: 'stopped', mayWithdraw: true })), { ask: false, pause: false, resume: false, stop: false, take_back: false, delete: true });
  assert.equal(recordingActs(view({ recording: 'declined', mayWithdraw: true })).delete, true, 'what was recorded before is there still');
  assert.equal(recordingActs(view({ recording: 'declined' })).delete, false);
});

test('whoever is back by another page and has not clicked there is told of, and nothing is expected of their line', () => {
  const returning = view({ other: person({ name: 'Wei', returning: true }), self: person({ id: 'a' }) });
  assert.deepEqual(noticeOf(returning, 0), { key: 'call.returning', values: { name: 'Wei' }, tone: 'trouble' });
  assert.equal(noticeOf({ ...returning, call: call({ state: 'interrupted' }), talk: 'connecting' }, 0)?.key, 'call.returning', 'it is their click that is missing, not the line');
  assert.equal(noticeOf({ ...returning, call: call({ state: 'waiting' }), talk: 'waiting' }, 0), null, 'nobody talks yet');
  assert.deepEqual(lineSign(returning).keys, ['call.line.unknown']);
  assert.deepEqual([isVoiceExpected(returning), isVoiceExpected(view({}))], [false, true]);
});

test('the talk is reported when both have clicked, both are here, and only it was missing', () => {
  assert.equal(awaitsTalk(call()), false);
  assert.equal(awaitsTalk(call({ state: 'connecting' })), true);
  assert.equal(awaitsTalk(call({ state: 'interrupted' })), true);
  assert.equal(awaitsTalk(call({ state: 'connecting', participants: [person(), person({ ready: false })] })), false);
  assert.equal(awaitsTalk(call({ state: 'interrupted', participants: [person(), person({ page_id: null })] })), false);
});

test('the weightiest trouble is the one that is shown', () => {
  const away = awayOf(call({ deadline_at: '2026-03-01T10:01:00Z' }), person({ page_id: null, away_since: AT }));
  assert.equal(noticeOf(view({}), 0), null);
  assert.equal(noticeOf(view({ line: 'bad' }), 0)?.key, 'call.line.bad.advice');
  assert.equal(noticeOf(view({ line: 'bad', talk: 'reconnecting' }), 0)?.key, 'call.interrupted');
  for (const talk of ['waiting', 'connecting']) assert.equal(noticeOf(view({ talk }), 0)?.key, 'call.connecting', 'never nothing while nothing is seen');
  assert.equal(noticeOf(view({ talk: 'reconnecting', away }), Date.parse(AT))?.leftMs, 60_000);
  assert.equal(noticeOf(view({ away, socket: 'offline' }), 0)?.key, 'call.offline');
  assert.equal(noticeOf(view({ away, ended: { reason: 'lost' } }), 0), null);
});

test('the time of the talk runs on the server\'s clock, and stands still at its end', () => {
  const began = Date.parse(AT);
  assert.equal(elapsedSeconds(view({ clockOffsetMs: -3_600_000 }), began + 3_600_000 + 5000), 5);
  assert.equal(elapsedSeconds(view({ call: call({ ended_at: '2026-03-01T10:02:00Z' }) }), began + 9e6), 120);
  assert.equal(elapsedSeconds(view({ call: call({ active_since: null }) }), began), null);
});

test('of a weak line the voice is spoken of first, and the own picture only where one is on', () => {
  const weak = (/** @type {object} */ ladder, more = {}) => noticeOf(view({ line: 'bad', ladder: { ...LADDER, ...ladder }, ...more }), 0)?.key;
  const worst = { sound: 'failing', soundThere: 'lost', picture: 'paused', heard: 'bad' };
  assert.equal(weak(worst), 'call.sound.failing');
  assert.equal(weak({ ...worst, sound: 'heard' }), 'call.sound.failing_there');
  assert.equal(weak({ picture: 'paused', heard: 'bad' }), 'call.picture.paused');
  assert.equal(weak({ picture: 'paused', heard: 'bad' }, { own: { camera: false } }), 'call.line.bad.there');
  assert.equal(weak({ picture: 'smallest' }), 'call.line.bad.advice');
  assert.equal(weak({ sound: 'failing' }, { talk: 'reconnecting' }), 'call.no_sound');
});

test('one sign for both directions, which says whose hearing is weak and what is done', () => {
  const sign = (/** @type {string} */ line, /** @type {object} */ ladder, camera = true) => lineSign(view({ line, ladder: { ...LADDER, ...ladder }, own: { camera } })).keys;
  assert.deepEqual(sign('good', {}), ['call.line.good']);
  assert.deepEqual(sign('good', { heard: 'weak', picture: 'smaller' }), ['call.line.weak.there', 'call.picture.smaller']);
  assert.deepEqual(sign('bad', { heard: 'bad', picture: 'paused' }), ['call.line.bad', 'call.picture.paused']);
  assert.deepEqual(sign('unknown', { heard: 'good' }), ['call.line.good']);
  assert.deepEqual(sign('weak', { picture: 'paused' }, false), ['call.line.weak']);
});

test('whatever is missing between two people who should see each other has a name, and what happens next', () => {
  const words = JSON.parse(readFileSync(new URL('../../../web/static/locales/en.json', import.meta.url), 'utf8'));
  const away = awayOf(call({ deadline_at: '2026-03-01T10:01:00Z' }), person({ page_id: null, away_since: AT }));
  for (const state of ['connecting', 'active', 'interrupted']) {
    for (const talk of ['waiting', 'connecting', 'reconnecting']) {
      for (const more of [{}, { away }, { socket: 'offline' }, { line: 'bad' }, { ladder: { ...LADDER, sound: 'lost' } }]) {
        const notice = noticeOf(view({ call: call({ state }), talk, ...more }), Date.parse(AT));
        assert.ok(notice && words[notice.key], `${state} ${talk} ${JSON.stringify(more)}`);
      }
    }
  }
});

test('who has left the page for a moment is named while the talk stands, and a broken line weighs more', () => {
  assert.equal(noticeOf(view({ pause: 'hidden' }), 0)?.key, 'call.pause.hidden');
  assert.equal(noticeOf(view({ pause: 'interrupted', line: 'bad' }), 0)?.key, 'call.pause.interrupted');
  assert.equal(noticeOf(view({ pause: 'hidden', talk: 'reconnecting' }), 0)?.key, 'call.interrupted');
});

test('where the picture is recorded too, the dot says so', () => {
  const both = call({ recording: recording('open', { writing: true, picture: 'taken' }) });
  assert.equal(listeningOf(view({ recording: 'writing', call: both })).key, 'recording.on_picture');
  assert.equal(listeningOf(view({ recording: 'writing' })).key, 'recording.on');
});
