import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OwnMedia } from '../../../web/static/js/rtc/own_media.js';
import { holdTime, releaseTime, tick } from '../timers.js';

/** @param {'audio' | 'video'} kind @returns {any} */
function track(kind) {
  const made = Object.assign(new EventTarget(), { kind, enabled: true, stopped: false, stop: () => (made.stopped = true), clone: () => track(kind) });
  return made;
}

/** @param {any[]} tracks @returns {any} */
const stream = (...tracks) => ({
  getTracks: () => tracks,
  getAudioTracks: () => tracks.filter((one) => one.kind === 'audio'),
  getVideoTracks: () => tracks.filter((one) => one.kind === 'video'),
});
globalThis.MediaStream = /** @type {any} */ (
  class {
    /** @param {any[]} [tracks] */
    constructor(tracks = []) {
      return stream(...tracks);
    }
  }
);
const both = () => stream(track('audio'), track('video'));

test('whatever is done before the click, nothing that leaves is enabled', () => {
  const media = new OwnMedia();
  /** @type {any[]} */
  const sent = [];
  media.onTrack = (_, replaced) => sent.push(replaced);
  media.use(both());
  media.set('audio', true);
  media.set('video', false);
  media.set('video', true);
  media.use(both());
  assert.equal(sent.filter(Boolean).length, 4);
  assert.ok(sent.every((one) => one === null || one.enabled === false));
});

test('a track is disabled before anybody can attach it, and enabled only by the click', () => {
  const media = new OwnMedia();
  media.onTrack = (_, replaced) => assert.equal(replaced?.enabled, false);
  media.use(both());
  media.open();
  assert.equal(media.outgoing.audio?.enabled, true);
  assert.equal(media.outgoing.video?.enabled, true);
});

test('a camera that is off is let go of, and is there all the same; the microphone only falls silent', () => {
  const media = new OwnMedia();
  const [first, second] = [both(), both()];
  media.use(first);
  media.open();
  const voice = media.outgoing.audio;
  media.set('video', false);
  media.set('audio', false);
  assert.deepEqual(first.getTracks().map((/** @type {any} */ one) => one.stopped), [false, true]);
  assert.deepEqual([media.has('video'), media.isOn('video'), media.outgoing.video, media.asleep], [true, false, null, false]);
  media.set('video', true);
  assert.equal(media.asleep, true);
  media.use(stream(first.getAudioTracks()[0], second.getVideoTracks()[0]));
  assert.deepEqual([media.asleep, media.outgoing.video?.enabled, media.outgoing.audio === voice], [false, true, true]);
});

test('another microphone while the camera is off takes the camera from nobody', () => {
  const media = new OwnMedia();
  media.use(both());
  media.open();
  media.set('video', false);
  media.use(stream(track('audio')));
  assert.equal(media.has('video'), true);
  media.set('video', true);
  media.use(both());
  assert.equal(media.isOn('video'), true);
});

test('another camera chosen while it is off is not switched on by that', () => {
  const media = new OwnMedia();
  media.use(both());
  media.open();
  media.set('video', false);
  const other = both();
  media.use(other);
  assert.deepEqual([other.getVideoTracks()[0].stopped, media.outgoing.video, media.has('video')], [true, null, true]);
});

test('one sees oneself before anybody else does: the preview is another track than the one that is sent', () => {
  const media = new OwnMedia();
  media.use(both());
  assert.equal(media.preview?.getVideoTracks()[0].enabled, true);
  assert.notEqual(media.preview?.getVideoTracks()[0], media.outgoing.video);
});

test('muted stays muted with another microphone', () => {
  const media = new OwnMedia();
  media.use(both());
  media.open();
  media.set('audio', false);
  media.use(both());
  assert.equal(media.outgoing.audio?.enabled, false);
  assert.equal(media.outgoing.video?.enabled, true);
});

test('devices that are given back are stopped, theirs and their copies', () => {
  const media = new OwnMedia();
  const first = both();
  media.use(first);
  const sent = /** @type {any[]} */ (Object.values(media.outgoing));
  media.close();
  assert.ok([...first.getTracks(), ...sent].every((/** @type {any} */ one) => one.stopped));
  assert.deepEqual(media.outgoing, { audio: null, video: null });
});

test('a device that goes away by itself is reported, one that was given back is not', () => {
  const media = new OwnMedia();
  /** @type {string[]} */
  const lost = [];
  media.onLost = (kind) => lost.push(kind);
  const [before, now] = [both(), both()];
  media.use(before);
  media.use(now);
  before.getAudioTracks()[0].dispatchEvent(new Event('ended'));
  now.getVideoTracks()[0].dispatchEvent(new Event('ended'));
  assert.deepEqual(lost, ['video']);
});

test('what the system takes away for longer than a moment is known, and what it gives back', (t) => {
  holdTime();
  t.after(releaseTime);
  const media = new OwnMedia();
  let told = 0;
  media.onSilent = () => (told += 1);
  const first = both();
  media.use(first);
  media.open();
  const voice = first.getAudioTracks()[0];
  const become = (/** @type {boolean} */ muted) => voice.dispatchEvent(new Event((voice.muted = muted) ? 'mute' : 'unmute'));
  become(true);
  tick(900);
  become(false);
  assert.deepEqual([media.isSilent('audio'), told], [false, 0]);
  become(true);
  tick(1100);
  assert.deepEqual([media.isSilent('audio'), media.isSilent('video'), told], [true, false, 1]);
  become(false);
  assert.deepEqual([media.isSilent('audio'), told], [false, 2]);
});

test('a microphone that is off by its person is not called taken away', (t) => {
  holdTime();
  t.after(releaseTime);
  const media = new OwnMedia();
  const first = both();
  media.use(first);
  media.open();
  media.set('audio', false);
  first.getAudioTracks()[0].muted = true;
  first.getAudioTracks()[0].dispatchEvent(new Event('mute'));
  tick(1100);
  assert.equal(media.isSilent('audio'), false);
});

test('what a leg gets carries only what others may hear and see and what is allowed, both from one turn to the next', () => {
  const media = new OwnMedia();
  media.use(both());
  const [voice, face] = [media.recorded('audio'), media.recorded('video')];
  const carried = () => [voice?.enabled, face?.enabled];
  media.letRecord({ audio: true, video: true });
  assert.deepEqual(carried(), [false, false], 'nothing before the click');
  media.letRecord({ audio: false, video: false });
  media.open();
  assert.deepEqual(carried(), [false, false], 'nothing that is not allowed');
  media.letRecord({ audio: true, video: false });
  assert.deepEqual(carried(), [true, false]);
  media.set('audio', false);
  assert.deepEqual(carried(), [false, false], 'nothing of who is muted');
  assert.deepEqual([media.recorded('audio') === voice, media.outgoing.audio === voice], [true, false], 'one, and its own');
});

test('a leg gets the microphone that is in use, and none that was let go of', () => {
  const media = new OwnMedia();
  /** @type {any[]} */
  const seen = [];
  media.onTrack = (kind) => kind === 'audio' && seen.push(media.recorded('audio'));
  media.use(both());
  media.open();
  media.letRecord({ audio: true, video: true });
  media.use(both());
  media.close();
  assert.equal(seen.length, 3);
  assert.deepEqual([seen[0] === seen[1], seen[0].stopped, seen[1].stopped, seen[2]], [false, true, true, null]);
});
