import assert from 'node:assert/strict';
import { test } from 'node:test';

import { possible } from '../../../web/static/js/state/consent_progress.js';

/** @param {Record<string, string>} decisions of the customer @returns {any} */
function call(decisions) {
  const answers = Object.entries(decisions).map(([purpose, decision]) => ({ participant_id: 'c', purpose, decision }));
  return { state: 'active', participants: [{ id: 'c' }, { id: 'a' }], recording: { state: 'asked', answers } };
}

test('asking is possible in the talk only, and again once the last question is settled', () => {
  const asked = call({});
  assert.deepEqual(possible(asked, 'a'), { ask: false, stop: true, discard: false });
  assert.deepEqual(possible({ ...asked, recording: null }, 'a'), { ask: true, stop: false, discard: false });
  assert.equal(possible({ ...asked, state: 'interrupted', recording: null }, 'a').ask, false);
});

test('what is stopped can be deleted by whoever said yes, also by who stopped it', () => {
  const stopped = call({ audio: 'given', transcript: 'declined', retention: 'given' });
  stopped.recording.state = 'stopped';
  assert.deepEqual(possible(stopped, 'c'), { ask: true, stop: false, discard: true });
  assert.deepEqual(possible(stopped, 'a'), { ask: true, stop: false, discard: false });
  stopped.recording.answers = stopped.recording.answers.map((/** @type {any} */ answer) => ({ ...answer, decision: 'withdrawn' }));
  assert.equal(possible(stopped, 'c').discard, true);
  stopped.recording.state = 'open';
  assert.deepEqual(possible(stopped, 'a'), { ask: false, stop: true, discard: true });
});
