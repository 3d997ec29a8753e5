import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ENDINGS, kindOf } from '../../../web/static/js/state/import_file.js';

test('a file is what its name says, and nothing is guessed', () => {
  assert.deepEqual(['a.csv', 'B.XLSX', 'c.ndjson', 'd.tsv', 'e.xls', 'f.toString', ''].map(kindOf), ['csv', 'xlsx', 'jsonl', 'csv', null, null, null]);
  assert.match(ENDINGS, /^\.csv,.*\.xlsx$/);
});
