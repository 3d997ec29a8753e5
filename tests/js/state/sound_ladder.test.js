import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HEARD, isLost, soundAfter, TroubleWatch } from '../../../web/static/js/state/sound_ladder.js';
import { copiesAfter, SPARE, waitFor } from '../../../web/static/js/state/copying.js';

const SAMPLE = { expected: true, arrived: true, concealed: 0 };
/** @param {(Partial<typeof SAMPLE>)[]} series @param {import('../../../web/static/js/state/sound_ladder.js').Hearing} [from] */
function told(series, from = HEARD) {
  let hearing = from;
  const sounds = series.map((sample) => (hearing = soundAfter(hearing, { ...SAMPLE, ...sample })).sound);
  return { sounds, hearing };
}
/** @param {number} times @param {Partial<typeof SAMPLE>} sample */
const times = (times, sample) => Array.from({ length: times }, () => sample);

test('a voice that does not get through for six seconds is failing, and after twenty more it is lost', () => {
  const { sounds } = told(times(14, { concealed: 0.5 }));
  assert.deepEqual([sounds.indexOf('failing'), sounds.indexOf('lost')], [2, 12]);
  assert.deepEqual(told(times(14, { arrived: false })).sounds, sounds, 'as when nothing arrives at all');
});

test('it is back after some good seconds, not after one', () => {
  const { hearing } = told(times(4, { concealed: 0.5 }));
  assert.deepEqual(told([{}, {}, { concealed: 0.2 }, {}, {}, {}], hearing).sounds, ['failing', 'failing', 'failing', 'failing', 'failing', 'heard']);
});

test('short gaps are none, and who sends no voice is not missed', () => {
  assert.deepEqual(new Set(told([...times(2, { concealed: 0.9 }), {}, ...times(2, { concealed: 0.9 }), {}]).sounds), new Set(['heard']));
  assert.deepEqual(new Set(told(times(20, { expected: false, arrived: false })).sounds), new Set(['heard']));
});

test('the beginning of trouble is told once, in whichever direction, and again the next time', () => {
  const watch = new TroubleWatch();
  const begins = (/** @type {any} */ sound, /** @type {any} */ soundThere) => watch.begins({ sound, soundThere });
  assert.deepEqual([begins('heard', 'heard'), begins('heard', 'failing'), begins('lost', 'failing'), begins('heard', 'heard'), begins('failing', 'heard')], [false, true, false, false, true]);
  assert.equal(isLost({ sound: 'failing', soundThere: 'lost' }), true);
  assert.equal(isLost({ sound: 'failing', soundThere: 'failing' }), false);
});

test('the more is lost the more copies are sent, at once; fewer only one by one and after quiet seconds', () => {
  /** @param {number | null} loss @param {import('../../../web/static/js/state/copying.js').Copying} [before] */
  const after = (loss, before = SPARE, roundTripMs = 50) => copiesAfter(before, { loss, roundTripMs });
  assert.deepEqual([0, 0.02, 0.05, 0.1].map((loss) => after(loss).copies), [1, 2, 3, 4]);
  let copying = after(0.1);
  const quiet = Array.from({ length: 24 }, () => (copying = after(0, copying)).copies);
  assert.deepEqual([quiet[6], quiet[7], quiet[15], quiet[23]], [4, 3, 2, 1]);
  assert.equal(after(null, after(0.1)).copies, 4, 'not known is no news');
});

test('a line that is full gets no copies at all', () => {
  const before = copiesAfter(SPARE, { loss: 0.1, roundTripMs: 50 });
  assert.equal(copiesAfter(before, { loss: 0.1, roundTripMs: 320 }).copies, 0);
  assert.equal(copiesAfter(before, { loss: 0.1, roundTripMs: 200 }).copies, 4);
});

test('the other side waits as long as its copies need to come, and no longer', () => {
  assert.deepEqual([0, 1, 2, 4].map(waitFor), [null, null, 60, 100]);
});
