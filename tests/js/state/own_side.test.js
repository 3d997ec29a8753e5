import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { OwnSide } from '../../../web/static/js/state/own_side.js';

let page = new AbortController();
afterEach(() => {
  page.abort();
  page = new AbortController();
});
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

/** @param {'audio' | 'video'} kind @param {string} [facingMode] @returns {any} */
function track(kind, facingMode) {
  return Object.assign(new EventTarget(), { kind, enabled: true, stop: () => {}, clone: () => track(kind, facingMode), getSettings: () => ({ deviceId: `the ${kind}`, facingMode }) });
}

/** @param {string} facing @param {any} [screen] */
function person(facing, screen = track('video')) {
  /** @type {any[]} */
  const sent = [];
  const told = { cameras: 0 };
  const own = new OwnSide({
    wanted: () => true,
    mayShow: () => true,
    askForScreen: async () => /** @type {any} */ ({ track: screen }),
    onTrack: (kind, one) => sent.push([kind, one]),
    cameraMoved: () => (told.cameras += 1),
    changed: () => {},
    signal: page.signal,
  });
  own.use({ stream: new MediaStream([track('audio'), track('video', facing)]), refused: { audio: null, video: null } });
  return { own, sent, told, screen };
}

test('a camera that looks at what is shown is told of after the click, while it is seen', async () => {
  const { own } = person('environment');
  const before = own.said;
  assert.equal(before, null, 'before the own click nothing is told');
  own.click();
  assert.deepEqual(own.said, { audio: true, video: true, back: true });
  own.set('video', false);
  assert.equal(own.said?.back, undefined);
  assert.equal(person('user').own.view.facing, 'user');
});

test('a camera that looks at its person is nothing to be told of, and neither is one behind a screen', async () => {
  const face = person('user');
  face.own.click();
  assert.deepEqual(face.own.said, { audio: true, video: true });
  const { own } = person('environment');
  own.click();
  await own.showScreen();
  assert.deepEqual(own.said, { audio: true, video: true });
  own.hideScreen();
  assert.equal(own.said?.back, true);
});

test('whoever has no microphone writes, which is another thing than being muted', () => {
  const { own } = person('user');
  own.use({ stream: new MediaStream([]), refused: { audio: null, video: null } });
  own.click();
  assert.deepEqual(own.said, { audio: false, video: false, writes: true });
  own.use({ stream: new MediaStream([track('audio')]), refused: { audio: null, video: null } });
  own.set('audio', false);
  assert.deepEqual(own.said, { audio: false, video: false });
});

test('behind a screen another camera changes nothing of what is sent, and the recorder gets none', async () => {
  const { own, sent, told, screen } = person('user');
  own.click();
  await own.showScreen();
  assert.deepEqual([sent.at(-1), own.recordedCamera, own.outgoing.video], [['video', screen], null, screen]);
  const before = { sent: sent.length, cameras: told.cameras };
  own.use({ stream: new MediaStream([track('audio'), track('video', 'environment')]), refused: { audio: null, video: null } });
  assert.deepEqual(sent.slice(before.sent).map(([kind]) => kind), ['audio']);
  assert.ok(told.cameras > before.cameras);
  own.hideScreen();
  assert.deepEqual(sent.at(-1), ['video', own.outgoing.video]);
  assert.ok(own.recordedCamera);
});
