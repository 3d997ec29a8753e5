import assert from 'node:assert/strict';
import { test } from 'node:test';

import { figuresOf } from '../../../web/static/js/state/line_figures.js';
import { qualityOf, worst } from '../../../web/static/js/state/line_quality.js';
import { mosOf } from '../../../web/static/js/state/mos.js';

/** @type {import('../../../web/static/js/state/line_figures.js').LineSample} */
const BEGIN = {
  atMs: 10_000, received: 1000, lost: 500, concealed: 9600, samples: 960_000, jitterMs: 4, buffered: { seconds: 100, samples: 960_000 }, lossThere: 0,
  roundTripMs: 20, bytesIn: 1_000_000, bytesOut: 500_000, availableKbit: 900, relayed: false, picture: { frames: 300, width: 640, height: 360 }, freezes: 1, freezeMs: 300,
};
/** Two seconds later. @param {Partial<typeof BEGIN>} [changes] */
const later = (changes = {}) => ({ ...BEGIN, atMs: 12_000, received: 1100, samples: 1_056_000, bytesIn: 1_250_000, bytesOut: 550_000, ...changes });
/** @param {Partial<typeof BEGIN>} changes */
const quality = (changes) => qualityOf(figuresOf(BEGIN, later(changes)));

test('figures are of the time between two measurements', () => {
  const figures = figuresOf(BEGIN, later({ lost: 525, concealed: 14_400, buffered: { seconds: 5860, samples: 1_056_000 }, picture: { frames: 348, width: 320, height: 180 }, freezes: 2, freezeMs: 900 }));
  assert.deepEqual([figures?.arrived, figures?.lossIn, figures?.concealed, figures?.bufferMs], [100, 0.2, 0.05, 60]);
  assert.deepEqual([figures?.kbitIn, figures?.kbitOut, figures?.picture], [1000, 200, { width: 320, height: 180, fps: 24 }]);
  assert.deepEqual([figures?.freezes, figures?.freezeMs], [1, 600]);
});

test('measurements of two connections, and one alone, say nothing', () => {
  assert.equal(figuresOf(null, BEGIN), null);
  assert.equal(figuresOf(BEGIN, null), null);
  assert.equal(figuresOf(BEGIN, later({ received: 3 })), null);
});

test('the line is judged by what is missing when it is played, not by what was lost and mended', () => {
  assert.equal(qualityOf(null), 'unknown');
  assert.equal(quality({ received: 1005, lost: 500 }), 'unknown', 'too few to tell');
  assert.equal(quality({}), 'good');
  assert.equal(quality({ lost: 512 }), 'good', 'mended');
  assert.equal(quality({ concealed: 9600 + 4000 }), 'weak');
  assert.equal(quality({ concealed: 9600 + 12_000 }), 'bad');
  assert.equal(quality({ samples: BEGIN.samples, lost: 520 }), 'bad', 'a browser that does not count what it makes up');
  assert.equal(quality({ roundTripMs: 900 }), 'bad');
  assert.equal(worst('good', 'weak'), 'weak');
  assert.equal(worst('unknown', 'good'), 'good');
  assert.equal(worst('unknown'), 'unknown');
});

test('the mark is that of the E-model: 4.4 at best, 1 at worst, and worse the more is missing and the longer it takes', () => {
  const mark = (/** @type {number} */ concealed, /** @type {number} */ roundTripMs, bufferMs = 40) => mosOf({ concealed, roundTripMs, bufferMs }) ?? NaN;
  assert.ok(Math.abs(mark(0, 0, 0) - 4.4) < 0.02, `${mark(0, 0, 0)}`);
  // G.107 with Ie-eff 95 * 5 / (5 + 25.1): R = 93.2 - 15.78 - 0.024 * 116.5 = 74.6, which is 3.81.
  assert.ok(Math.abs(mark(0.05, 100) - 3.81) < 0.02, `${mark(0.05, 100)}`);
  // Beyond 177.3 ms each further one costs five times as much: R = 93.2 - 8.79 - 0.11 * 189.2 = 63.6, which is 3.28.
  assert.ok(Math.abs(mark(0, 600) - 3.28) < 0.02, `${mark(0, 600)}`);
  assert.equal(mark(1, 2000), 1);
  for (const [one, other] of [[mark(0, 50), mark(0.01, 50)], [mark(0.01, 50), mark(0.1, 50)], [mark(0, 50), mark(0, 400)]]) assert.ok(one > other);
  assert.equal(mosOf({ concealed: null, roundTripMs: 20, bufferMs: null }), null);
});
