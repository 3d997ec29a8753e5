import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listeningOf, recordingActs } from '../../../web/static/js/state/call_notice.js';
import { isFulfilled, RecordingWish, standingWith } from '../../../web/static/js/state/recording_wish.js';

const PAUSE = /** @type {const} */ ({ type: 'recording_pause' });
const STOP = /** @type {const} */ ({ type: 'consent_withdraw', discard: false, control: 'recording.withdraw.keep' });
const DISCARD = /** @type {const} */ ({ type: 'consent_withdraw', discard: true, control: 'recording.withdraw.discard' });
const PICTURE = /** @type {const} */ ({ type: 'consent_withdraw', only_picture: true, control: 'recording.withdraw.picture' });

/** @param {any} recording @param {string} [state] @returns {any} */
const call = (recording, state = 'active') => ({ state, recording });
const OPEN = { id: 'r', state: 'open', picture: 'taken', pause: null };
const PAUSED = { ...OPEN, pause: { by: 'c', since: '2026-03-01T09:00:00Z', seen_by: null } };
const RESUMING = { ...OPEN, pause: { ...PAUSED.pause, seen_by: [] } };

function wishes() {
  /** @type {any[]} */
  const said = [];
  /** @type {any[]} */
  const held = [];
  const wish = new RecordingWish({ say: (message, { again }) => said.push(again ? `${message.type} again` : message.type), hold: (what) => held.push(what) });
  return { wish, said, held };
}

test('a press holds back at once, and lets go when the server shows it and not before', () => {
  const { wish, said, held } = wishes();
  wish.press(PAUSE, 'writing');
  assert.deepEqual([said, held], [['recording_pause'], ['pause']]);
  wish.heard(call(OPEN));
  wish.heard(call(RESUMING));
  assert.equal(wish.heldBack, 'pause', 'a snapshot of before the press');
  wish.heard(call(PAUSED));
  assert.deepEqual([wish.heldBack, held], [null, ['pause', null]]);
});

test('over a line that goes on it is told again at once; over another one after the call was shown, unless it is known', () => {
  const same = wishes();
  same.wish.press(STOP, 'writing');
  same.wish.lineBack(true);
  assert.deepEqual(same.said, ['consent_withdraw', 'consent_withdraw again']);
  const other = wishes();
  other.wish.press(STOP, 'writing');
  other.wish.lineBack(false);
  assert.deepEqual(other.said, ['consent_withdraw']);
  other.wish.heard(call(OPEN));
  other.wish.heard(call(OPEN));
  assert.deepEqual(other.said, ['consent_withdraw', 'consent_withdraw again'], 'once for each line');
  const known = wishes();
  known.wish.press(STOP, 'writing');
  known.wish.lineBack(false);
  known.wish.heard(call({ ...OPEN, state: 'stopped' }));
  assert.deepEqual(known.said, ['consent_withdraw']);
});

test('a refusal undoes it and is told; what was only said twice is no news', () => {
  const { wish, held } = wishes();
  wish.press(PAUSE, 'writing');
  assert.equal(wish.refused({ about: 'recording_pause' }), true);
  assert.deepEqual([wish.heldBack, held], [null, ['pause', null]]);
  wish.press(DISCARD, 'writing');
  wish.heard(call({ ...OPEN, state: 'discarded' }));
  assert.equal(wish.refused({ about: 'consent_withdraw', again: true }), false);
  assert.equal(wish.refused({ about: 'consent_withdraw' }), true, 'somebody pressed for what is not possible');
  wish.press(STOP, 'writing');
  assert.equal(wish.refused({ about: 'chat' }), true);
  assert.equal(wish.refused({ about: 'recording_pause' }), true);
  assert.equal(wish.heldBack, 'stop', 'that was another press');
});

test('a stop comes in place of a pause, and a pause not in place of a stop', () => {
  const { wish } = wishes();
  wish.press(PAUSE, 'writing');
  wish.press(STOP, 'held_back');
  wish.press(PAUSE, 'held_back');
  wish.heard(call(PAUSED));
  assert.equal(wish.heldBack, 'stop');
});

test('what is wished is there, or has no object any more', () => {
  const stopped = { ...OPEN, state: 'stopped' };
  for (const [wish, there] of /** @type {const} */ ([[PAUSE, stopped], [STOP, stopped], [STOP, { ...OPEN, state: 'declined' }], [PICTURE, { ...OPEN, picture: 'ended' }], [PICTURE, stopped], [DISCARD, { ...OPEN, state: 'discarded' }], [DISCARD, null]])) {
    assert.equal(isFulfilled(wish, call(there)), true, `${JSON.stringify(wish)} ${JSON.stringify(there)}`);
  }
  for (const [wish, there] of /** @type {const} */ ([[STOP, { ...OPEN, state: 'asked' }], [STOP, PAUSED], [PICTURE, OPEN], [DISCARD, stopped], [DISCARD, { ...OPEN, state: 'declined', kept: true }]])) {
    assert.equal(isFulfilled(wish, call(there)), false, `${JSON.stringify(wish)} ${JSON.stringify(there)}`);
  }
  assert.equal(isFulfilled(PAUSE, call(OPEN, 'wrap_up')), true);
  assert.equal(isFulfilled(DISCARD, call(stopped, 'wrap_up')), false, 'that is possible after the call as well');
});

test('a call that was over before the server heard of it is remembered, and only that', () => {
  const over = wishes().wish;
  over.press(PAUSE, 'writing');
  over.over();
  over.heard(call({ ...OPEN, state: 'stopped' }, 'wrap_up'));
  assert.deepEqual([over.heldToTheEnd, over.heldBack], [true, null]);
  const known = wishes().wish;
  known.press(PAUSE, 'writing');
  known.heard(call(PAUSED));
  known.over();
  known.heard(call({ ...OPEN, state: 'stopped' }, 'wrap_up'));
  assert.equal(known.heldToTheEnd, false);
  const afterwards = wishes().wish;
  afterwards.press(DISCARD, 'stopped');
  afterwards.over();
  afterwards.heard(call({ ...OPEN, state: 'stopped' }, 'wrap_up'));
  assert.equal(afterwards.heldToTheEnd, false, 'nothing was held back');
});

test('the page says so in place of the dot, and offers no more than what still helps', () => {
  const told = standingWith('writing', 'pause');
  assert.equal(told, 'held_back');
  const view = /** @type {any} */ ({ recording: told, heldBack: 'pause', mayWithdraw: true, self: { id: 'c', role: 'customer' }, call: call(OPEN) });
  assert.deepEqual(listeningOf(view), { key: 'recording.held_back', dot: false, private: false });
  const { pause, resume, stop } = recordingActs(view);
  assert.deepEqual([pause, resume, stop], [true, false, true], 'the pause keeps the focus for the button that follows it');
  const { pause: again, stop: twice } = recordingActs({ ...view, heldBack: 'stop' });
  assert.deepEqual([again, twice], [false, false]);
  assert.equal(standingWith('stopped', 'stop'), 'stopped');
  assert.equal(standingWith('writing', 'picture'), 'writing');
  assert.deepEqual(listeningOf({ ...view, recording: 'writing', heldBack: 'picture' }), { key: 'recording.on', dot: true, private: false });
});
