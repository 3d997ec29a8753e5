import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FULL, pictureAfter } from '../../../web/static/js/state/picture_ladder.js';

/** @typedef {import('../../../web/static/js/state/picture_ladder.js').Outward} Outward */

/** @type {Outward} */
const GOOD = { loss: 0, roundTripMs: 60, availableKbit: 900, heard: 'good' };

/** The rungs a series of measurements leads to. @param {Partial<Outward>[]} series @param {import('../../../web/static/js/state/picture_ladder.js').Standing} [from] */
function told(series, from = FULL) {
  let standing = from;
  const rungs = series.map((line) => (standing = pictureAfter(standing, { ...GOOD, ...line })).rung);
  return { rungs, standing };
}
/** @param {number} times @param {Partial<Outward>} [line] */
const times = (times, line = {}) => Array.from({ length: times }, () => line);
/** Only where it changes. @param {readonly string[]} rungs */
const steps = (rungs) => rungs.filter((rung, at) => rung !== rungs[at - 1]);

test('on a good line nothing is done, and one bad measurement is none', () => {
  assert.deepEqual(steps(told([...times(20), { loss: 0.1 }, ...times(5), { roundTripMs: 900 }, ...times(5)]).rungs), ['full']);
});

test('a line that loses packets makes the picture small, and does not take it away while the voice is heard', () => {
  assert.deepEqual(steps(told(times(60, { loss: 0.1 })).rungs), ['full', 'smaller', 'smallest']);
});

test('when the other hears badly the picture goes step by step, quickly, and comes back step by step', () => {
  const { rungs, standing } = told(times(4, { heard: 'bad', loss: 0.1 }));
  assert.deepEqual(rungs, ['smaller', 'smallest', 'paused', 'paused']);
  const back = told(times(20), standing).rungs;
  assert.deepEqual([back.indexOf('smallest'), back.indexOf('smaller'), back.indexOf('full')], [4, 10, 16]);
});

test('a line too narrow for any picture has none, and what is known before it is measured counts for nothing', () => {
  const { rungs } = told(times(8, { availableKbit: 50 }));
  assert.deepEqual([steps(rungs), rungs.indexOf('paused')], [['full', 'paused'], 3]);
});

test('a picture fits the line: as small as it has to be and no smaller', () => {
  assert.deepEqual(steps(told([...times(4), ...times(6, { availableKbit: 200 })]).rungs), ['full', 'smaller']);
  assert.deepEqual(steps(told([...times(4), ...times(12, { availableKbit: 100 })]).rungs), ['full', 'smaller', 'smallest']);
});

test('a step up that does not last makes the next one wait twice as long, until one lasts', () => {
  const bad = times(4, { heard: 'bad' });
  let { standing } = told(bad);
  /** @type {number[]} */
  const waited = [];
  for (let round = 0; round < 5; round += 1) {
    let samples = 0;
    while (standing.rung === 'paused') {
      standing = pictureAfter(standing, GOOD);
      samples += 1;
    }
    waited.push(samples);
    standing = told(bad, standing).standing;
  }
  assert.deepEqual(waited, [5, 10, 20, 40, 40]);
  assert.equal(told(times(400), standing).standing.patience, 1);
});

test('recorded while a phone left the Wi-Fi: down within four seconds, back once it is quiet', () => {
  const series = [
    { loss: 0 }, { loss: 0.01 }, { loss: 0.07, availableKbit: 420 }, { loss: 0.16, availableKbit: 210, heard: /** @type {const} */ ('weak') },
    { loss: 0.28, availableKbit: 90, heard: /** @type {const} */ ('bad') }, { loss: 0.31, availableKbit: 70, heard: /** @type {const} */ ('bad') },
    { loss: 0.12, availableKbit: 85, heard: /** @type {const} */ ('weak') }, { loss: 0.03 }, ...times(11, { loss: 0.01, availableKbit: 300 }),
  ];
  assert.deepEqual(steps(told(series).rungs), ['full', 'smaller', 'smallest', 'paused', 'smallest', 'smaller']);
});
