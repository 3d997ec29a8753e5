import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isUnderWay, isUnsure, transcriptLines } from '../../../web/static/js/state/transcript_lines.js';

/** @typedef {import('../../../web/static/js/protocol/desk.js').TranscriptRecord} TranscriptRecord */

const SPEAKERS = [
  { participant_id: 'ag', role: /** @type {const} */ ('agent'), name: 'Wei' },
  { participant_id: 'cu', role: /** @type {const} */ ('customer'), name: 'Lucía' },
];

/** @param {number} second */
const at = (second) => new Date(Date.UTC(2026, 10, 2, 9, 0) + second * 1000).toISOString();

/** @param {string} who @param {number} second @param {string} text @param {number | null} [confidence] */
const said = (who, second, text, confidence = 0.9) => ({ id: text, participant_id: who, part_id: `part-${who}`, at: at(second), start_s: second, end_s: second + 1, language: 'en', confidence, text });

/** @param {string} who @param {number} second @param {'paused' | 'lost'} why */
const gap = (who, second, why) => ({ participant_id: who, part_id: `part-${who}`, at: at(second), seconds: 3, why });

/** @param {Partial<TranscriptRecord>} parts @returns {TranscriptRecord} */
const transcript = (parts) => ({ call_id: 'c', state: 'made', reason: null, error: null, engine: 'whisper', model: 'small', rough: false, heard_s: 1, total_s: 1, speakers: SPEAKERS, utterances: [], stretches: [], missing: [], ...parts });

test('two voices read as one talk, each with its person where somebody else spoke before', () => {
  const lines = transcriptLines(transcript({ utterances: [said('cu', 5, 'b'), said('ag', 1, 'a'), said('cu', 7, 'c')] }));
  assert.deepEqual(lines.map((line) => line.kind === 'said' && [line.said.text, line.speaker?.name, line.named]), [['a', 'Wei', true], ['b', 'Lucía', true], ['c', 'Lucía', false]]);
});

test('what was not recorded stands where it was, and whoever goes on is named again', () => {
  const lines = transcriptLines(transcript({ utterances: [said('cu', 1, 'a'), said('cu', 9, 'b')], stretches: [gap('cu', 4, 'lost')] }));
  assert.deepEqual(lines.map((line) => (line.kind === 'said' ? line.named : line.stretch.why)), [true, 'lost', true]);
});

test('a pause is the same for everybody and told once; what was lost is each one\'s own', () => {
  const stretches = [gap('ag', 4, 'paused'), gap('cu', 4.8, 'paused'), gap('cu', 20, 'paused'), gap('ag', 4, 'lost'), gap('cu', 4, 'lost')];
  const lines = transcriptLines(transcript({ stretches }));
  assert.deepEqual(lines.map((line) => line.kind === 'stretch' && [line.stretch.participant_id, line.stretch.why]), [['ag', 'paused'], ['ag', 'lost'], ['cu', 'lost'], ['cu', 'paused']]);
});

test('an engine that says nothing of how sure it is is not unsure', () => {
  assert.deepEqual([0.2, 0.9, null].map((confidence) => isUnsure(said('cu', 1, 'a', confidence))), [true, false, false]);
});

test('only what waits or is being written down may still change', () => {
  assert.deepEqual(['waiting', 'working', 'made', 'none'].map((state) => isUnderWay(transcript({ state: /** @type {TranscriptRecord['state']} */ (state) }))), [true, true, false, false]);
});
