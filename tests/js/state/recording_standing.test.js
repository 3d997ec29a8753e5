import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listeningOf, noticeOf, recordingActs } from '../../../web/static/js/state/call_notice.js';
import { mayWithdraw, openQuestion, recordingOf } from '../../../web/static/js/state/call_view.js';
import { endsWithConsent, isRequired, ruleOf } from '../../../web/static/js/state/recording_rule.js';

const AGENT = /** @type {any} */ ({ id: 'a', role: 'agent' });
const CUSTOMER = /** @type {any} */ ({ id: 'c', role: 'customer' });
const ANSWERS = ['a', 'c'].map((who) => ({ participant_id: who, purpose: 'audio', decision: 'given' }));

/** @param {any} recording @param {any} [about] @returns {any} */
const call = (recording, about = {}) => ({ state: 'active', recording: { request_id: 'rq', answers: ANSWERS, ...recording }, deadline_at: null, ...about });
/** @param {any} of @param {any} [self] @returns {any} */
const view = (of, self = AGENT) => ({ call: of, self, recording: recordingOf(of, self), mayWithdraw: mayWithdraw(of, self), away: null, clockOffsetMs: 0, socket: 'online', talk: 'connected', ladder: { sound: 'heard', soundThere: 'heard' }, line: 'good', own: {}, pause: null });
const question = /** @type {any} */ ({ request_id: 'rq' });

test('whoever came back by another page is shown the question again, and both read that nothing is kept', () => {
  const again = call({ state: 'open', id: 'r', asked_again: ['c'] });
  assert.equal(openQuestion(question, again, CUSTOMER), question);
  assert.equal(openQuestion(question, again, AGENT), null);
  for (const self of [AGENT, CUSTOMER]) {
    assert.equal(recordingOf(again, self), 'again');
    assert.deepEqual(listeningOf(view(again, self)), { key: 'recording.again', dot: false, private: false });
    assert.equal(recordingActs(view(again, self)).stop, true);
  }
});

test('a recorder that failed is said with its reason, and what there is of it can be deleted', () => {
  const failed = call({ state: 'failed', id: 'r', why: 'no_room' });
  assert.deepEqual(listeningOf(view(failed)), { key: 'recording.failed.no_room', dot: false, private: true });
  const acts = recordingActs(view(failed));
  assert.deepEqual([acts.ask, acts.delete, acts.stop], [true, true, false]);
});

test('that nobody can listen is said only while no leg is open', () => {
  const open = ['opening', 'writing', 'paused', 'resuming', 'again'];
  for (const recording of ['none', 'asked', 'answered', ...open, 'stopped', 'failed', 'declined', 'discarded']) {
    const said = listeningOf({ ...view(call({ state: 'declined' })), recording });
    assert.equal(said.private, !open.includes(recording), recording);
  }
});

test('where calls are never recorded nobody can ask', () => {
  const never = call({ state: 'declined' }, { recording_rule: { when: 'never', on_failure: 'go_on' } });
  assert.equal(recordingActs(view(never)).ask, false);
  assert.equal(ruleOf(never), 'never');
  assert.equal(ruleOf(null), 'on_request');
});

test('where an answer is required both read how long the call waits for it', () => {
  const rule = { when: 'required_throughout', on_failure: 'go_on' };
  const asked = call({ state: 'asked', answers: [ANSWERS[0]] }, { recording_rule: rule, deadline_at: '2026-03-01T09:02:00Z' });
  const now = Date.parse('2026-03-01T09:01:30Z');
  assert.deepEqual(noticeOf(view(asked, CUSTOMER), now), { key: 'recording.required.asked', leftMs: 30_000, tone: 'calm' });
  assert.deepEqual(noticeOf(view(asked, AGENT), now), { key: 'recording.required.answered', leftMs: 30_000, tone: 'calm' });
  assert.equal(noticeOf(view({ ...asked, recording_rule: { when: 'on_request' } }, CUSTOMER), now), null);
  assert.equal(endsWithConsent(asked), true);
  assert.deepEqual(['never', 'on_request', 'required_to_start'].map((when) => isRequired(/** @type {any} */ (when))), [false, false, true]);
});
