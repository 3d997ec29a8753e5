import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { DeviceKeeper } from '../../../web/static/js/state/device_keeper.js';

const real = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
let page = new AbortController();
afterEach(() => {
  page.abort();
  page = new AbortController();
  if (real) Object.defineProperty(globalThis, 'navigator', real);
});

/** @param {'audio' | 'video'} kind @returns {any} */
function track(kind) {
  const made = Object.assign(new EventTarget(), {
    kind,
    enabled: true,
    stopped: false,
    stop: () => (made.stopped = true),
    clone: () => track(kind),
    getSettings: () => ({ deviceId: `the ${kind}` }),
  });
  return made;
}
globalThis.MediaStream = /** @type {any} */ (
  class {
    /** @param {any[]} [tracks] */
    constructor(tracks = []) {
      this.tracks = tracks;
    }
    getTracks() {
      return this.tracks;
    }
    getAudioTracks() {
      return this.tracks.filter((one) => one.kind === 'audio');
    }
    getVideoTracks() {
      return this.tracks.filter((one) => one.kind === 'video');
    }
  }
);

/** @param {...any} tracks @returns {any} */
const opened = (...tracks) => ({ stream: new MediaStream(tracks), refused: { audio: null, video: null } });
const both = () => opened(track('audio'), track('video'));
const settled = () => new Promise(setImmediate);

/** A browser that opens what is asked for; each question is kept. */
function browser() {
  /** @type {any[]} */
  const asked = [];
  /** @type {any[]} */
  const given = [];
  const getUserMedia = async (/** @type {any} */ wanted) => {
    asked.push(wanted);
    const tracks = /** @type {('audio' | 'video')[]} */ (['audio', 'video']).filter((kind) => wanted[kind]).map(track);
    given.push(...tracks);
    return new MediaStream(tracks);
  };
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices: { getUserMedia } }, configurable: true });
  return { asked, given };
}

function keeper({ wanted = true } = {}) {
  const told = { changes: 0, wanted };
  const made = new DeviceKeeper({ wanted: () => told.wanted, onTrack: () => {}, changed: () => (told.changes += 1), signal: page.signal });
  return { made, told };
}

test('devices that come when the call has no use for them are let go of', () => {
  const { made, told } = keeper({ wanted: false });
  const late = both();
  made.use(late);
  assert.ok(late.stream.getTracks().every((/** @type {any} */ one) => one.stopped));
  assert.deepEqual([made.view.preview, told.changes], [null, 0]);
});

test('a camera switched on again is the one that was used before; the microphone stays as it is', async () => {
  const { asked } = browser();
  const { made } = keeper();
  made.use(both());
  made.open();
  const voice = made.outgoing.audio;
  made.set('video', false);
  assert.deepEqual(made.shown, { audio: true, video: false });
  made.set('video', true);
  await settled();
  assert.deepEqual(made.shown, { audio: true, video: true });
  assert.equal(asked[0].audio, false);
  assert.equal(asked[0].video.deviceId.ideal, 'the video');
  assert.equal(made.outgoing.audio, voice);
});

test('a camera switched off again before it was there leaves no light on', async () => {
  const { given } = browser();
  const { made } = keeper();
  made.use(both());
  made.open();
  made.set('video', false);
  made.set('video', true);
  made.set('video', false);
  await settled();
  assert.deepEqual(given.map((one) => one.stopped), [true]);
  assert.equal(made.shown.video, false);
});

test('a microphone that was unplugged is replaced by another one', async () => {
  const { asked } = browser();
  const { made } = keeper();
  const first = both();
  made.use(first);
  made.open();
  first.stream.getAudioTracks()[0].dispatchEvent(new Event('ended'));
  await settled();
  assert.deepEqual([Boolean(asked[0].audio), asked[0].video], [true, false]);
  assert.deepEqual(made.shown, { audio: true, video: true });
});

test('devices let go of for another window come back with the call, and only then', async () => {
  const { asked } = browser();
  const { made } = keeper();
  await made.takeBack();
  assert.equal(asked.length, 0);
  const first = both();
  made.use(first);
  made.release();
  assert.ok(first.stream.getTracks().every((/** @type {any} */ one) => one.stopped));
  await made.takeBack();
  assert.ok(made.view.hasCamera && made.view.hasMicrophone);
  await made.takeBack();
  assert.equal(asked.length, 1);
});
