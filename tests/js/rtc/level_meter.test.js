import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { measureLevel } from '../../../web/static/js/rtc/level_meter.js';
import { holdTime, releaseTime, tick } from '../timers.js';

const page = new AbortController();
afterEach(() => {
  page.abort();
  releaseTime();
});

test('sound that stands still is started again, also after a phone call on an iPhone', () => {
  holdTime();
  const context = { state: 'running', resumed: 0, resume: async () => void (context.resumed += 1), close: async () => {}, createMediaStreamSource: () => ({ connect: () => {} }) };
  const browser = /** @type {any} */ (globalThis);
  browser.AudioContext = function () {
    return context;
  };
  browser.AnalyserNode = class {
    fftSize = 8;
    getFloatTimeDomainData() {}
  };
  browser.MediaStream = class {};
  measureLevel(/** @type {any} */ ({ getAudioTracks: () => [{}] }), () => {}, page.signal);
  tick(100);
  assert.equal(context.resumed, 0);
  for (const state of ['suspended', 'interrupted']) {
    context.state = state;
    context.resumed = 0;
    tick(100);
    assert.equal(context.resumed, 1, state);
  }
});
