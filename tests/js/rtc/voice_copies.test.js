import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { prepareCopies, VoiceCopies } from '../../../web/static/js/rtc/voice_copies.js';
import { preferRedundancy, waitWithPlaying } from '../../../web/static/js/rtc/voice_line.js';

class FakeWorker {
  /** @type {FakeWorker[]} */
  static all = [];
  /** @type {any[]} */
  told = [];
  onmessage = () => {};
  onerror = () => {};
  constructor() {
    FakeWorker.all.push(this);
  }
  /** @param {any} message */
  postMessage(message) {
    this.told.push(message);
  }
}
const browser = /** @type {any} */ (globalThis);
afterEach(() => {
  for (const name of ['Worker', 'RTCRtpScriptTransform', 'RTCRtpReceiver']) delete browser[name];
});

/** @param {string} codec @returns {any} */
const sender = (codec) => ({ transform: null, getParameters: () => ({ codecs: [{ mimeType: codec, payloadType: 63 }] }) });

test('a voice goes through the worker from its beginning, and is told of copies where the other side takes them', () => {
  Object.assign(browser, { Worker: FakeWorker, RTCRtpScriptTransform: class {} });
  prepareCopies();
  const [worker] = FakeWorker.all;
  const early = sender('audio/red');
  new VoiceCopies().attach(early);
  assert.equal(early.transform, null, 'a worker that is not there would silence it');
  worker.onmessage();
  const [voice, plain] = [new VoiceCopies(), new VoiceCopies()];
  const [red, opus] = [sender('audio/red'), sender('audio/opus')];
  voice.attach(red);
  plain.attach(opus);
  assert.ok(red.transform && opus.transform);
  for (const copies of [1, 4]) [voice, plain].forEach((one) => one.send(copies));
  assert.deepEqual(worker.told.map(({ copies, payloadType }) => [copies, payloadType]), [[null, 63], [4, 63]]);
  voice.close();
  assert.equal(worker.told.at(-1).copies, null);
});

test('a browser that knows no such transform sends as it does by itself', () => {
  prepareCopies();
  const voice = new VoiceCopies();
  voice.send(4);
  voice.close();
});

test('redundancy comes first, and all else in its order; who has none, or no choice, is left alone', () => {
  const codecs = ['audio/opus', 'audio/red', 'audio/G722'].map((mimeType) => ({ mimeType }));
  /** @type {any[]} */
  const preferred = [];
  /** @type {any} */
  const transceiver = { setCodecPreferences: (/** @type {any} */ wanted) => preferred.push(wanted.map((/** @type {any} */ one) => one.mimeType)) };
  preferRedundancy(transceiver);
  browser.RTCRtpReceiver = { getCapabilities: () => ({ codecs }) };
  preferRedundancy(transceiver);
  preferRedundancy(/** @type {any} */ ({}));
  browser.RTCRtpReceiver = { getCapabilities: () => ({ codecs: codecs.slice(0, 1) }) };
  preferRedundancy(transceiver);
  assert.deepEqual(preferred, [['audio/red', 'audio/opus', 'audio/G722']]);
});

test('how long the other\'s voice waits is set where it can be', () => {
  const [known, unknown] = /** @type {any[]} */ ([{ jitterBufferTarget: null }, {}]);
  for (const receiver of [known, unknown]) waitWithPlaying(receiver, 100);
  assert.deepEqual([known, unknown], [{ jitterBufferTarget: 100 }, {}]);
});
