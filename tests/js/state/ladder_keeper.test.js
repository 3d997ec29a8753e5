import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LadderKeeper } from '../../../web/static/js/state/ladder_keeper.js';

/** @type {import('../../../web/static/js/state/line_figures.js').LineFigures} */
const GOOD = { arrived: 100, lossIn: 0, lossOut: 0, concealed: 0, roundTripMs: 40, jitterMs: 3, bufferMs: 40, kbitIn: 900, kbitOut: 900, availableKbit: 900, relayed: false, picture: null, freezes: 0, freezeMs: 0 };
/** @type {import('../../../web/static/js/rtc/line_channel.js').LineWord} */
const WORD = { paused: false, hears: 'bad', sound: 'heard' };

function keeper() {
  const told = { moved: 0, changed: 0 };
  const ladder = new LadderKeeper({ expected: () => true, moved: () => (told.moved += 1), changed: () => (told.changed += 1) });
  /** @param {Partial<typeof GOOD> | null} figures @param {number} [times] */
  const measured = (figures, times = 1) => {
    for (let done = 0; done < times; done += 1) ladder.measured(figures && { ...GOOD, ...figures }, 'other');
  };
  return { ladder, told, measured };
}

test('on a good line it is told once that the line is good, and then nothing more', () => {
  const { ladder, told, measured } = keeper();
  measured({}, 30);
  assert.deepEqual([told.moved, told.changed], [1, 1]);
  assert.deepEqual(ladder.word, { paused: false, hears: 'good', sound: 'heard' });
  assert.deepEqual(ladder.thrift, { picture: 'full', copies: 1, waitMs: null });
});

test('what the other page hears badly pauses the own picture, and the other page is told', () => {
  const { ladder, measured } = keeper();
  ladder.hear('other', WORD);
  measured({ lossOut: 0.1, lossIn: 0.04 }, 3);
  assert.deepEqual(ladder.thrift, { picture: 'paused', copies: 4, waitMs: 80 });
  assert.equal(ladder.word.paused, true);
});

test('what a former page has said is not held against the one that is there now', () => {
  const { ladder, measured } = keeper();
  ladder.hear('former', { paused: true, hears: 'bad', sound: 'lost' });
  measured({}, 5);
  assert.equal(ladder.thrift.picture, 'full');
  assert.deepEqual(ladder.look('other'), { picture: 'full', theirsPaused: false, heard: 'unknown', sound: 'heard', soundThere: 'heard' });
  assert.equal(ladder.look('former').theirsPaused, true);
});

test('while there is no line the voice fails, and the picture stays as it was', () => {
  const { ladder, measured } = keeper();
  measured(null, 3);
  assert.equal(ladder.look('other').sound, 'failing');
  assert.equal(ladder.thrift.picture, 'full');
});
