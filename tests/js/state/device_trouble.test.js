import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deviceTrouble, joinKind, shutInCall } from '../../../web/static/js/state/device_trouble.js';

test('a refusal names what was refused, and the way is told for the browser at hand', () => {
  assert.deepEqual(deviceTrouble({ audio: 'denied', video: 'denied' }), { title: 'devices.denied', next: null, steps: 'browser', again: true });
  assert.equal(deviceTrouble({ audio: null, video: 'denied' })?.title, 'devices.denied.camera');
  assert.equal(deviceTrouble({ audio: 'denied', video: 'missing' })?.title, 'devices.denied.microphone');
});

test('a computer without a camera is nothing to mend, one without anything is worth a word', () => {
  assert.equal(deviceTrouble({ audio: null, video: 'missing' }), null);
  assert.equal(deviceTrouble({ audio: null, video: null }), null);
  assert.equal(deviceTrouble({ audio: 'missing', video: 'missing' })?.title, 'devices.missing');
});

test('where no app lets the camera in, trying again is not offered', () => {
  assert.equal(deviceTrouble({ audio: 'unsupported', video: 'unsupported' })?.again, false);
  assert.equal(deviceTrouble({ audio: 'busy', video: null })?.again, true);
});

test('pressing Join means what is there and switched on', () => {
  assert.equal(joinKind({ microphone: true, camera: true }), 'both');
  assert.equal(joinKind({ microphone: true, camera: false }), 'sound');
  assert.equal(joinKind({ microphone: false, camera: true }), 'picture');
  assert.equal(joinKind({ microphone: false, camera: false }), 'text');
});

test('what the system forbids is mended in the system, and a question that was closed can be asked again', () => {
  assert.equal(deviceTrouble({ audio: 'system', video: null })?.steps, 'system');
  assert.equal(deviceTrouble({ audio: 'denied', video: 'system' })?.steps, 'browser');
  const closed = deviceTrouble({ audio: 'dismissed', video: 'dismissed' });
  assert.deepEqual([closed?.title, closed?.steps, closed?.again], ['devices.dismissed', undefined, true]);
});

test('in the call there are steps out of what was taken and is forbidden; all else comes back by one button', () => {
  const stopped = { audio: true, video: false };
  assert.deepEqual(shutInCall({ stopped, refused: { audio: 'denied', video: 'denied' } }), { audio: 'denied', video: null }, 'what never was there is not missed');
  assert.deepEqual(shutInCall({ stopped, refused: { audio: 'system', video: null } }), { audio: 'system', video: null });
  for (const audio of /** @type {const} */ (['busy', 'dismissed', 'unknown', null])) assert.deepEqual(shutInCall({ stopped, refused: { audio, video: null } }), { audio: null, video: null });
});
