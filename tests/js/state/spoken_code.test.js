import assert from 'node:assert/strict';
import { test } from 'node:test';

import { groups } from '../../../web/static/js/state/spoken_code.js';

test('a code is read out in groups of one length', () => {
  assert.deepEqual(groups('12345678'), ['1234', '5678']);
  assert.deepEqual(groups('123456789'), ['123', '456', '789']);
});

test('what is left over never stands alone', () => {
  assert.deepEqual(groups('12345678901'), ['123', '456', '789', '01']);
  assert.deepEqual(groups('1234567'), ['123', '4567']);
  assert.deepEqual(groups('1234'), ['1234']);
});

test('blanks and hyphens of the sender are not part of the code', () => {
  assert.deepEqual(groups('12-34 56'), ['123', '456']);
  assert.deepEqual(groups(''), []);
});
