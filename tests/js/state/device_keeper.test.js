import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { DeviceKeeper } from '../../../web/static/js/state/device_keeper.js';
import { holdTime, releaseTime, tick } from '../timers.js';

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
  assert.equal(asked[0].video.deviceId.exact, 'the video');
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

/** A phone: two cameras, of which one can be open at a time, and what is told of them. @param {{busy?: Set<string>}} [how] kinds that cannot be opened */
function phone({ busy = new Set() } = {}) {
  /** @type {any[]} */
  const open = [];
  /** @type {any[]} */
  const asked = [];
  const getUserMedia = async (/** @type {any} */ wanted) => {
    asked.push(wanted);
    const facing = wanted.video?.facingMode ?? 'user';
    const blocked = (wanted.audio && busy.has('audio')) || (wanted.video && (busy.has(facing) || open.some((one) => one.kind === 'video' && !one.stopped)));
    if (blocked) throw Object.assign(new Error(), { name: 'NotReadableError' });
    const tracks = /** @type {('audio' | 'video')[]} */ (['audio', 'video']).filter((kind) => wanted[kind]).map(track);
    for (const one of tracks) if (one.kind === 'video') one.getSettings = () => ({ deviceId: facing, facingMode: facing });
    open.push(...tracks);
    return new MediaStream(tracks);
  };
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices: { getUserMedia } }, configurable: true });
  return { open, asked, busy };
}

/** @param {ReturnType<typeof keeper>['made']} made */
async function begin(made) {
  made.use({ stream: await navigator.mediaDevices.getUserMedia({ audio: true, video: /** @type {any} */ ({ facingMode: 'user' }) }), refused: { audio: null, video: null } });
  made.open();
}

test('a phone turns its camera: one is let go of before the other is opened, and the microphone stays', async () => {
  const { open } = phone();
  const { made } = keeper();
  await begin(made);
  const voice = made.outgoing.audio;
  await made.turnCamera();
  assert.deepEqual([made.view.facing, made.shown.video, made.outgoing.audio === voice], ['environment', true, true]);
  assert.deepEqual(open.map(({ kind, stopped }) => [kind, stopped]), [['audio', false], ['video', true], ['video', false]]);
  await made.turnCamera();
  assert.equal(made.view.facing, 'user');
});

test('where the other camera cannot be opened, the picture is the one it was, and nothing is called lost', async () => {
  phone({ busy: new Set(['environment']) });
  const { made } = keeper();
  await begin(made);
  await made.turnCamera();
  assert.deepEqual([made.view.facing, made.shown.video, made.stopped], ['user', true, { audio: false, video: false }]);
});

test('a phone call that takes the microphone for good is told, and one touch brings it back', async () => {
  const { open, busy } = phone();
  const { made } = keeper();
  await begin(made);
  busy.add('audio');
  open[0].dispatchEvent(new Event('ended'));
  await settled();
  assert.deepEqual([made.stopped, made.shown], [{ audio: true, video: false }, { audio: false, video: true }]);
  await made.bringBack();
  assert.equal(made.stopped.audio, true);
  busy.clear();
  await made.bringBack();
  assert.deepEqual([made.stopped, made.shown], [{ audio: false, video: false }, { audio: true, video: true }]);
});

test('a microphone that was pulled out, with no other there, is not waited for', async () => {
  const { open } = phone();
  const { made } = keeper();
  await begin(made);
  navigator.mediaDevices.getUserMedia = async () => {
    throw Object.assign(new Error(), { name: 'NotFoundError' });
  };
  open[0].dispatchEvent(new Event('ended'));
  await settled();
  assert.deepEqual([made.stopped.audio, made.view.hasMicrophone], [false, false]);
});

test('back on the page, what could not be opened again meanwhile is opened without a touch', async () => {
  const { open, busy } = phone();
  const { made } = keeper();
  await begin(made);
  busy.add('audio');
  open[0].dispatchEvent(new Event('ended'));
  await settled();
  busy.clear();
  void made.cameBack(null);
  await settled();
  await settled();
  assert.equal(made.shown.audio, true);
});

test('a chosen microphone that cannot be opened leaves the one there is', async () => {
  const { busy } = phone();
  const { made } = keeper();
  await begin(made);
  const voice = made.outgoing.audio;
  busy.add('audio');
  await made.choose('audio', 'headset');
  assert.equal(made.outgoing.audio, voice);
  busy.clear();
  await made.choose('audio', 'headset');
  assert.notEqual(made.outgoing.audio, voice);
  assert.equal(made.shown.video, true);
});

/** A browser whose person has said no, and says yes when `allow` is called. */
function refusing() {
  phone();
  const status = Object.assign(new EventTarget(), { state: 'denied' });
  Object.assign(navigator, { permissions: { query: async () => status } });
  const allow = async () => {
    status.state = 'granted';
    status.dispatchEvent(new Event('change'));
    tick(1000);
    await settled();
  };
  return { allow };
}

test('what the person allows in the browser after all is opened by itself', async (t) => {
  holdTime();
  t.after(releaseTime);
  const { allow } = refusing();
  const { made } = keeper();
  await settled();
  made.use({ stream: new MediaStream(), refused: { audio: 'denied', video: 'missing' } });
  await allow();
  assert.deepEqual([made.view.hasMicrophone, made.view.microphone, made.view.hasCamera, made.view.refused.audio], [true, true, false, null]);
});

test('who came in to write and then allows the microphone is not heard before switching it on', async (t) => {
  holdTime();
  t.after(releaseTime);
  const { allow } = refusing();
  const { made } = keeper();
  await settled();
  made.use({ stream: new MediaStream(), refused: { audio: 'denied', video: 'denied' } });
  made.open();
  await allow();
  assert.deepEqual([made.view.hasMicrophone, made.view.hasCamera, made.shown], [true, true, { audio: false, video: false }]);
  made.set('audio', true);
  assert.equal(made.shown.audio, true);
});

test('what was forbidden in the middle of the call and is allowed again is heard again: it was on', async (t) => {
  holdTime();
  t.after(releaseTime);
  const { allow } = refusing();
  const { made } = keeper();
  await settled();
  made.use(both());
  made.open();
  const open = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = async () => {
    throw Object.assign(new Error(), { name: 'NotAllowedError' });
  };
  made.view.preview?.getAudioTracks()[0].dispatchEvent(new Event('ended'));
  await settled();
  await settled();
  assert.deepEqual([made.stopped.audio, made.view.refused.audio], [true, 'denied']);
  navigator.mediaDevices.getUserMedia = open;
  await allow();
  await settled();
  assert.deepEqual([made.stopped.audio, made.shown.audio], [false, true]);
});

test('whoever has none asks for any, and is told why there is none', async () => {
  const { busy } = phone();
  const { made } = keeper();
  made.use({ stream: new MediaStream(), refused: { audio: 'denied', video: 'denied' } });
  made.open();
  busy.add('audio');
  await made.choose('audio', null);
  assert.deepEqual([made.view.refused.audio, made.stopped.audio, made.view.hasMicrophone], ['busy', false, false]);
  busy.clear();
  await made.choose('audio', null);
  assert.deepEqual([made.view.refused.audio, made.view.hasMicrophone], [null, true]);
});
