import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listeningOf, noticeOf, recordingActs } from '../../../web/static/js/state/call_notice.js';
import { recordingOf } from '../../../web/static/js/state/call_view.js';
import { isForgotten, mustShow, pauseOf, REMIND_AFTER_MS } from '../../../web/static/js/state/pause.js';

const SINCE = '2026-03-01T09:00:00Z';
const BEGAN = Date.parse(SINCE);

/** @param {string} by @param {string[] | null} seenBy @returns {any} */
const recording = (by, seenBy) => ({ id: 'r', state: 'open', writing: false, answers: [], pause: { by, since: SINCE, seen_by: seenBy } });

/** @param {any} of @returns {any} */
const view = (of, own = 'ag') => ({
  call: { state: 'active', recording: of }, self: { id: own, role: own === 'ag' ? 'agent' : 'customer' }, recording: recordingOf(/** @type {any} */ ({ recording: of }), null),
  mayWithdraw: true, clockOffsetMs: 0, talk: 'connected', socket: 'open', line: 'good', ladder: { sound: 'heard', soundThere: 'heard', picture: 'full', heard: 'good' }, own: { camera: true }, ended: null, closed: null, away: null,
});

test('while it is paused the page says so, shows no dot, and does not claim that nobody can listen', () => {
  assert.deepEqual(listeningOf(view(recording('ag', null))), { key: 'recording.paused', dot: false, private: false });
  assert.deepEqual(listeningOf(view(recording('ag', []))), { key: 'recording.resuming', dot: false, private: false });
});

test('who paused resumes, the other one cannot, and anybody may stop', () => {
  const mine = recordingActs(view(recording('ag', null)));
  const others = recordingActs(view(recording('ag', null), 'cu'));
  assert.deepEqual([mine.pause, mine.resume, mine.stop], [false, true, true]);
  assert.deepEqual([others.pause, others.resume, others.stop], [false, false, true]);
  const going = recordingActs(view(recording('ag', ['ag']), 'cu'));
  assert.deepEqual([going.pause, going.resume], [true, false]);
});

test('a page shows that it goes on before it does, once', () => {
  assert.equal(mustShow(/** @type {any} */ ({ recording: recording('ag', null) }), 'cu'), false);
  assert.equal(mustShow(/** @type {any} */ ({ recording: recording('ag', ['ag']) }), 'cu'), true);
  assert.equal(mustShow(/** @type {any} */ ({ recording: recording('ag', ['ag', 'cu']) }), 'cu'), false);
  assert.equal(mustShow(/** @type {any} */ ({ recording: null }), 'cu'), false);
});

test('who paused is reminded after a minute and not sooner; nobody else is', () => {
  const pause = pauseOf(recording('ag', null));
  assert.equal(isForgotten(pause, 'ag', BEGAN + REMIND_AFTER_MS - 1), false);
  assert.equal(isForgotten(pause, 'ag', BEGAN + REMIND_AFTER_MS), true);
  assert.equal(isForgotten(pause, 'cu', BEGAN + REMIND_AFTER_MS), false);
  assert.equal(noticeOf(view(recording('ag', null)), BEGAN + 61_000)?.key, 'recording.paused.reminder');
  assert.equal(noticeOf(view(recording('ag', null)), BEGAN + 59_000), null);
  assert.equal(noticeOf(view(recording('ag', null), 'cu'), BEGAN + 61_000), null);
});
