import assert from 'node:assert/strict';
import { test } from 'node:test';

import { columnsOf, gapLines, moved, readPeaksFile } from '../../../web/static/js/state/waveform.js';

/** @param {number[]} values lowest and highest on the left, then on the right, of each point */
function file(values, { version = 2, flags = 1, channels = 2 } = {}) {
  const buffer = new ArrayBuffer(24 + values.length);
  const view = new DataView(buffer);
  [version, flags, 48000, 4800, values.length / 4, channels].forEach((value, at) => view.setInt32(at * 4, value, true));
  values.forEach((value, at) => view.setInt8(24 + at, value));
  return buffer;
}

test('peaks are read as audiowaveform writes them', () => {
  const peaks = readPeaksFile(file([-10, 20, -30, 40, 0, 0, -128, 127]));
  assert.equal(peaks.perSecond, 10);
  assert.equal(peaks.points, 2);
  assert.deepEqual([...peaks.values], [-10, 20, -30, 40, 0, 0, -128, 127]);
});

test('another form is refused', () => {
  for (const other of [{ version: 1 }, { flags: 0 }, { channels: 1 }]) assert.throws(() => readPeaksFile(file([0, 0, 0, 0], other)), TypeError);
  assert.throws(() => readPeaksFile(new ArrayBuffer(5)), RangeError);
  assert.throws(() => readPeaksFile(file([0, 0, 0, 0]).slice(0, 26)), RangeError);
});

test('a column has the lowest and the highest of its points, and the loudest of both sides fills it', () => {
  const peaks = readPeaksFile(file([-10, 20, 0, 0, -40, 5, 0, 0, 0, 0, -100, 50, 0, 0, 0, 100]));
  assert.deepEqual(columnsOf(peaks, 'left', 2), [{ low: -0.4, high: 0.2 }, { low: 0, high: 0 }]);
  assert.deepEqual(columnsOf(peaks, 'right', 2), [{ low: 0, high: 0 }, { low: -1, high: 1 }]);
});

test('there are never more columns than points, and no point is left out', () => {
  const peaks = readPeaksFile(file([0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0]));
  assert.equal(columnsOf(peaks, 'left', 300).length, 3);
  for (const count of [1, 2, 3]) assert.equal(Math.max(...columnsOf(peaks, 'left', count).map(({ high }) => high)), 1);
  assert.deepEqual(columnsOf(readPeaksFile(file([])), 'left', 300), []);
});

test('a breath is not drawn as a shout', () => {
  const [column] = columnsOf(readPeaksFile(file([-2, 2, 0, 0])), 'left', 1);
  assert.ok(column.high < 0.1);
});

test('what is missing on both sides at once is one line, in order, the longest ones', () => {
  /** @param {'left' | 'right'} side @param {number} from_s @param {number} to_s @param {'paused' | 'lost' | 'away'} why */
  const gap = (side, from_s, to_s, why) => ({ side, from_s, to_s, why });
  const gaps = [gap('left', 10, 20, 'paused'), gap('left', 40, 41, 'lost'), gap('right', 0, 5, 'away'), gap('right', 10.02, 20.04, 'paused')];
  assert.deepEqual(gapLines(gaps, 2).map(({ sides, from_s, why }) => [sides, from_s, why]), [
    [['right'], 0, 'away'],
    [['left', 'right'], 10, 'paused'],
  ]);
});

test('keys lead on, back, and never beyond the ends', () => {
  assert.equal(moved('ArrowRight', 10, 60), 15);
  assert.equal(moved('ArrowLeft', 3, 60), 0);
  assert.equal(moved('PageUp', 50, 60), 60);
  assert.equal(moved('Home', 50, 60), 0);
  assert.equal(moved('End', 5, 60), 60);
  assert.equal(moved('a', 5, 60), null);
});
