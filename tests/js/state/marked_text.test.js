import assert from 'node:assert/strict';
import { test } from 'node:test';

import { markedText } from '../../../web/static/js/state/marked_text.js';

/** @param {string} text @param {[number, number][]} marks */
const shown = (text, marks) => markedText(text, marks.map(([start, end]) => ({ start, end }))).map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join('');

test('what was looked for is marked and everything else is as it was', () => {
  assert.equal(shown('my lost parcel', [[3, 7], [8, 14]]), 'my [lost] [parcel]');
  assert.equal(shown('parcel', []), 'parcel');
  assert.equal(shown('', []), '');
});

test('signs outside the first plane count as one, as on the server', () => {
  assert.equal(shown('📦📦 lost 𠀀包裹', [[3, 7], [9, 11]]), '📦📦 [lost] 𠀀[包裹]');
});
