import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTheWhole } from '../../../web/static/js/state/heard_moment.js';

/** @typedef {import('../../../web/static/js/protocol/desk.js').PartRecord} PartRecord */
/** @typedef {import('../../../web/static/js/protocol/desk.js').RecordingRecord} RecordingRecord */

const BEGAN = '2026-11-02T09:00:00Z';
const SAID = { part_id: 'cu-2', at: '2026-11-02T09:01:05Z' };

/** @param {string} id @param {string} recordingId @returns {PartRecord} */
const part = (id, recordingId) => ({ id, recording_id: recordingId, participant_id: 'cu', number: 1, state: 'complete', reason: null, epoch: BEGAN, seconds: 60, gaps: null, media_type: null });

/** @param {Partial<RecordingRecord>} about @returns {RecordingRecord} */
const whole = (about) => ({ recording_id: 'two', state: 'ready', reasons: [], epoch: '2026-11-02T09:01:00Z', seconds: 60, gaps: null, ...about });

const parts = [part('cu-1', 'one'), part('cu-2', 'two')];

test('it is heard in the whole of its own recording, by the clock of that', () => {
  assert.deepEqual(inTheWhole(SAID, { parts, recordings: [whole({ recording_id: 'one', epoch: BEGAN, seconds: 600 }), whole({})] }), { recordingId: 'two', fromS: 5 });
});

test('a whole of which something is missing is heard too', () => {
  assert.equal(inTheWhole(SAID, { parts, recordings: [whole({ state: 'partial' })] })?.fromS, 5);
});

test('before there is a whole, or where it has no such moment, its own part is played', () => {
  const none = [[], [whole({ state: 'waiting', epoch: null })], [whole({ state: 'failed', epoch: null })], [whole({ state: 'discarded' })], [whole({ seconds: 5 })], [whole({ epoch: '2026-11-02T09:02:00Z' })], [whole({ recording_id: 'one' })]];
  for (const recordings of none) assert.equal(inTheWhole(SAID, { parts, recordings }), null);
  assert.equal(inTheWhole({ ...SAID, part_id: 'gone' }, { parts, recordings: [whole({})] }), null);
});
