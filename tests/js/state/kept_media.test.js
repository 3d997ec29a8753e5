import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keptLines, kind, suffix } from '../../../web/static/js/state/kept_media.js';

/** @typedef {import('../../../web/static/js/protocol/receipt_api.js').ReceiptKept} ReceiptKept */
/** @typedef {import('../../../web/static/js/protocol/receipt_api.js').Medium} Medium */

/** @param {...Medium} media @returns {ReceiptKept} */
const own = (...media) => ({ whose: 'own', name: 'Lucía', media });
/** @param {...Medium} media @returns {ReceiptKept} */
const theirs = (...media) => ({ whose: 'theirs', name: 'Ana', media });

/** @param {ReceiptKept[]} kept @param {{state?: 'open' | 'stopped' | 'discarded', held?: boolean, finished?: boolean}} [standing] */
const told = (kept, { state = 'stopped', held = false, finished = true } = {}) => keptLines({ state, held, finished, kept }).map(({ key, name }) => (name ? `${key} ${name}` : key));

test('of each person it is told what is truly kept', () => {
  assert.deepEqual(told([own('sound', 'picture'), theirs('sound')]), ['receipt.state.stopped', 'receipt.kept.own.picture Lucía', 'receipt.kept.theirs.sound Ana']);
  assert.deepEqual(told([own('sound'), theirs('sound', 'picture')]), ['receipt.state.stopped', 'receipt.kept.own.sound Lucía', 'receipt.kept.theirs.picture Ana']);
  assert.deepEqual(told([own(), theirs('sound')]), ['receipt.state.stopped', 'receipt.kept.own.none Lucía', 'receipt.kept.theirs.sound Ana']);
});

test('of what is held back from its deletion no day is promised', () => {
  assert.deepEqual(told([own('sound')], { held: true }), ['receipt.held', 'receipt.kept.own.sound Lucía']);
  assert.deepEqual(told([own()], { held: true, state: 'discarded' }), ['receipt.state.discarded']);
});

test('where nothing came of it nobody reads that it is kept', () => {
  assert.deepEqual(told([own()]), ['receipt.kept.nothing']);
});

test('what is not finished, runs, or was deleted has nothing kept to tell of', () => {
  assert.deepEqual(told([own()], { finished: false }), ['receipt.unfinished']);
  assert.deepEqual(told([own()], { state: 'open' }), ['receipt.state.open']);
  assert.deepEqual(told([own()], { state: 'discarded' }), ['receipt.state.discarded']);
});

test('a file is named by what is in it', () => {
  assert.deepEqual([kind(['sound']), kind(['sound', 'picture']), kind([])], ['sound', 'picture', 'none']);
  assert.deepEqual(['audio/webm', 'video/webm', 'video/x-matroska', ''].map(suffix), ['webm', 'webm', 'mkv', 'webm']);
});
