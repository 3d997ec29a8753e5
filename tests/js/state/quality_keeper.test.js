import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { QualityKeeper } from '../../../web/static/js/state/quality_keeper.js';

afterEach(() => mock.restoreAll());

/** @type {import('../../../web/static/js/state/line_figures.js').LineFigures} */
const FIGURES = { arrived: 100, lossIn: 0.051234, lossOut: null, concealed: 0.012345, roundTripMs: 40.4, jitterMs: 3.2, bufferMs: 61, kbitIn: 812.3, kbitOut: 90.9, availableKbit: 900, relayed: true, picture: { width: 640, height: 360, fps: 24.6 }, freezes: 1, freezeMs: 212.4 };

function keeper() {
  let now = 50_000;
  mock.method(performance, 'now', () => now);
  const server = { online: true, told: /** @type {any[]} */ ([]) };
  const quality = new QualityKeeper((samples) => server.online && server.told.push(samples) > 0);
  const measured = (/** @type {number} */ times) => {
    for (let done = 0; done < times; done += 1) {
      now += 2000;
      quality.measured(FIGURES, 'smaller');
    }
  };
  return { quality, server, measured };
}

test('five at a time, each with how long ago it was, and the rest at the end', () => {
  const { quality, server, measured } = keeper();
  measured(7);
  assert.deepEqual(server.told.map((samples) => samples.map((/** @type {any} */ one) => one.ago_ms)), [[8000, 6000, 4000, 2000, 0]]);
  quality.flush();
  quality.flush();
  assert.deepEqual(server.told.map((samples) => samples.length), [5, 2]);
});

test('what is told has the digits that mean something, and no address', () => {
  const { server, measured } = keeper();
  measured(5);
  const { mos, ...sample } = server.told[0][4];
  assert.ok(mos > 3.9 && mos < 4.4 && String(mos).length <= 4, `${mos}`);
  assert.deepEqual(sample, {
    ago_ms: 0, loss_in: 0.0512, loss_out: null, concealed: 0.0123, round_trip_ms: 40, jitter_ms: 3, kbit_in: 812, kbit_out: 91, width: 640, height: 360, fps: 25,
    freezes: 1, freeze_ms: 212, sent: 'smaller', relayed: true,
  });
});

test('while the server cannot be told, two minutes are kept and told then', () => {
  const { server, measured } = keeper();
  server.online = false;
  measured(100);
  server.online = true;
  measured(1);
  assert.deepEqual(server.told.map((samples) => samples.length), [60]);
  assert.equal(server.told[0][0].ago_ms, 118_000);
});
