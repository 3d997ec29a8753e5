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

test('only what is wanted is asked for, one voice, and the chosen device and no other', async () => {
  /** @type {any[]} */
  const asked = [];
  browserWith({ getUserMedia: async (/** @type {any} */ wanted) => (asked.push(wanted), new MediaStream()) });
  const { refused } = await openDevices({ audio: 'headset', video: false });
  assert.equal(asked.length, 1);
  assert.equal(asked[0].video, false);
  assert.equal(asked[0].audio.channelCount, 1);
  assert.deepEqual(asked[0].audio.deviceId, { exact: 'headset' });
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

test('a no of the system is told from a no of the person, by the browser\'s words or by what the person has allowed', async () => {
  const no = (/** @type {string} */ message) => Object.assign(refusal('NotAllowedError'), { message });
  assert.deepEqual(['Permission denied by system', 'Permission dismissed', 'Permission denied'].map((message) => reasonOf(no(message))), ['system', 'dismissed', 'denied']);
  const getUserMedia = async () => {
    throw refusal('NotAllowedError');
  };
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices: { getUserMedia }, permissions: { query: async (/** @type {any} */ { name }) => ({ state: name === 'camera' ? 'granted' : 'denied' }) } }, configurable: true });
  assert.deepEqual((await openDevices()).refused, { audio: 'denied', video: 'system' });
});

test('the camera at the back is asked for by where it looks', async () => {
  /** @type {any[]} */
  const asked = [];
  browserWith({ getUserMedia: async (/** @type {any} */ wanted) => (asked.push(wanted), new MediaStream()) });
  await openDevices({ audio: false, video: { facing: 'environment' } });
  await openDevices({ audio: false });
  assert.deepEqual(asked.map(({ video }) => video.facingMode), ['environment', 'user']);
});

test('where the chosen device is gone another one is taken, and one that is only in use is told', async () => {
  /** @param {string} name of the refusal of what is named */
  const choosy = (name) =>
    browserWith({
      getUserMedia: async (/** @type {any} */ { audio, video }) => {
        if (audio?.deviceId || video?.deviceId) throw refusal(name);
        return new MediaStream(/** @type {any} */ ([...(audio ? [{ kind: 'audio' }] : []), ...(video ? [{ kind: 'video' }] : [])]));
      },
    });
  choosy('OverconstrainedError');
  const { stream, refused } = await openDevices({ audio: 'headset', video: 'lens' });
  assert.deepEqual([stream.getTracks().map(({ kind }) => kind), refused], [['audio', 'video'], { audio: null, video: null }]);
  choosy('NotReadableError');
  assert.equal((await openDevices({ audio: 'headset', video: false })).refused.audio, 'busy');
});
