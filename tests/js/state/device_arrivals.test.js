import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arrivalOf, stillThere } from '../../../web/static/js/state/device_arrivals.js';

/** @param {string} id @param {string} [label] @param {string} [group] */
const device = (id, label = `The ${id}`, group = id) => ({ id, label, group });
/** @param {Partial<import('../../../web/static/js/rtc/devices.js').DeviceList>} [more] */
const list = (more) => ({ microphones: [device('default'), device('inside')], cameras: [device('lid')], speakers: [device('loud')], ...more });
const USED = { microphone: 'inside', camera: 'lid' };

test('a headset that comes is offered with the speaker that belongs to it', () => {
  const now = list({ microphones: [device('default'), device('inside'), device('ear', 'Headset', 'g')], speakers: [device('loud'), device('default', 'x', 'g'), device('ear-out', 'Headset', 'g')] });
  assert.deepEqual(arrivalOf(list(), now, USED), { kind: 'audio', id: 'ear', label: 'Headset', speaker: 'ear-out' });
});

test('nothing is offered that is in use, that was there before, or that is only the system\'s choice', () => {
  const more = list({ microphones: [device('inside'), device('ear')] });
  assert.equal(arrivalOf(list(), more, { ...USED, microphone: 'ear' }), null);
  assert.equal(arrivalOf(more, more, USED), null);
  assert.equal(arrivalOf(null, more, USED), null);
  assert.equal(arrivalOf(list({ microphones: [device('inside')] }), list({ microphones: [device('inside'), device('communications')] }), USED), null);
});

test('devices that only got their names by the first permission have not come', () => {
  assert.equal(arrivalOf({ microphones: [], cameras: [], speakers: [] }, list({ microphones: [device('inside'), device('second')] }), USED), null);
});

test('a camera is offered to whoever has none, and to nobody else', () => {
  const none = list({ cameras: [] });
  assert.equal(arrivalOf(none, list(), { ...USED, camera: null })?.kind, 'video');
  assert.equal(arrivalOf(list(), list({ cameras: [device('lid'), device('usb')] }), USED), null);
});

test('what is offered and goes away is not offered any more', () => {
  const ear = arrivalOf(list(), list({ microphones: [device('inside'), device('ear')] }), USED);
  assert.ok(ear);
  assert.equal(stillThere(ear, list()), false);
});
