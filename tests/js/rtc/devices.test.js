import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { openDevices, reasonOf } from '../../../web/static/js/rtc/devices.js';
import { levelOf } from '../../../web/static/js/rtc/level_meter.js';

const real = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
globalThis.MediaStream = /** @type {any} */ (
  class {
    /** @param {any[]} [tracks] */
    constructor(tracks = []) {
      this.tracks = tracks;
    }
    getTracks() {
      return this.tracks;
    }
  }
);

/** @param {unknown} mediaDevices */
const browserWith = (mediaDevices) => Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices }, configurable: true });
/** @param {string} name */
const refusal = (name) => Object.assign(new Error(name), { name });
afterEach(() => real && Object.defineProperty(globalThis, 'navigator', real));

test('when the camera is refused the microphone is still opened, and the reason is told', async () => {
  browserWith({
    getUserMedia: async (/** @type {any} */ { video }) => {
      if (video) throw refusal('NotAllowedError');
      return new MediaStream(/** @type {any} */ ([{ kind: 'audio' }]));
    },
  });
  const { stream, refused } = await openDevices();
  assert.deepEqual(refused, { audio: null, video: 'denied' });
  assert.deepEqual(stream.getTracks().map((one) => one.kind), ['audio']);
});

test('a browser without devices gives an empty stream and no exception', async () => {
  browserWith(undefined);
  const { stream, refused } = await openDevices();
  assert.deepEqual(refused, { audio: 'unsupported', video: 'unsupported' });
  assert.equal(stream.getTracks().length, 0);
});

test('only what is wanted is asked for, one voice, and the chosen device first', async () => {
  /** @type {any[]} */
  const asked = [];
  browserWith({ getUserMedia: async (/** @type {any} */ wanted) => (asked.push(wanted), new MediaStream()) });
  const { refused } = await openDevices({ audio: 'headset', video: false });
  assert.equal(asked.length, 1);
  assert.equal(asked[0].video, false);
  assert.equal(asked[0].audio.channelCount, 1);
  assert.deepEqual(asked[0].audio.deviceId, { ideal: 'headset' });
  assert.equal(refused.video, null);
});

test('a page that is gone meanwhile leaves no camera on', async () => {
  const gone = new AbortController();
  const track = { stopped: false, stop: () => (track.stopped = true) };
  browserWith({ getUserMedia: async () => (gone.abort(), new MediaStream(/** @type {any} */ ([track]))) });
  const { stream } = await openDevices({ signal: gone.signal });
  assert.equal(track.stopped, true);
  assert.equal(stream.getTracks().length, 0);
});

test('every failure has a named reason', () => {
  const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError', 'Surprise'];
  assert.deepEqual(names.map((name) => reasonOf(refusal(name))), ['denied', 'missing', 'busy', 'unsupported', 'unknown']);
  assert.equal(reasonOf(undefined), 'unknown');
});

test('the level goes from silence to as loud as it gets', () => {
  assert.equal(levelOf(new Float32Array(64)), 0);
  assert.equal(levelOf(new Float32Array(64).fill(1)), 1);
  const speech = levelOf(new Float32Array(64).fill(0.05));
  assert.ok(speech > 0.4 && speech < 0.7);
});
