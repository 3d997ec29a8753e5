import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isolated } from '../../../web/static/js/ui/isolated.js';

test('what runs the other way than its sentence is kept whole', () => {
  assert.equal(isolated('LP-1001', 'rtl'), '\u2068LP-1001\u2069');
  assert.equal(isolated('9:00 – 11:00', 'rtl'), '\u20689:00 – 11:00\u2069');
  assert.equal(isolated('ليلى حداد', 'ltr'), '\u2068ليلى حداد\u2069');
});

test('what runs the same way is left as it is, and nothing stays nothing', () => {
  for (const name of ['Lucía', '林晓雯', 'Анна', '4:07']) assert.equal(isolated(name, 'ltr'), name);
  assert.equal(isolated('', 'rtl'), '');
});
