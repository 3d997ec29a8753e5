import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tellsThePlace } from '../../../web/static/js/state/photo_place.js';

/** @param {number} tag @param {boolean} little */
function photo(tag, little) {
  const tiff = new DataView(new ArrayBuffer(26));
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, little);
  tiff.setUint32(4, 8, little);
  tiff.setUint16(8, 1, little);
  tiff.setUint16(10, tag, little);
  return new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, ...new Uint8Array(tiff.buffer), 0xff, 0xda]);
}

test('a photo with a way to its place says so, in either order of bytes', () => {
  for (const little of [true, false]) {
    assert.equal(tellsThePlace(photo(0x8825, little)), true);
    assert.equal(tellsThePlace(photo(0x0112, little)), false);
  }
});

test('whatever breaks off, or is no JPEG, says nothing and harms nobody', () => {
  const whole = photo(0x8825, true);
  for (let length = 0; length < whole.length - 2; length += 1) assert.doesNotThrow(() => tellsThePlace(whole.slice(0, length)));
  assert.equal(tellsThePlace(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')), false);
  assert.equal(tellsThePlace(new Uint8Array(200).fill(0xff)), false);
});
