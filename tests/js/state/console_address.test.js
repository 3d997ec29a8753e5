import assert from 'node:assert/strict';
import { test } from 'node:test';

import { consoleView, isPlain } from '../../../web/static/js/state/console_address.js';

const HERE = 'https://desk.example';
/** @param {string} path */
const view = (path) => consoleView(new URL(path, HERE), HERE);

test('the console knows its views and leaves every other page to the browser', () => {
  assert.deepEqual(view('/agent'), { kind: 'cases' });
  assert.deepEqual(view('/agent/worklist'), { kind: 'worklist' });
  assert.deepEqual(view('/agent/board?carrier=DHL'), { kind: 'board' });
  assert.deepEqual(view('/agent/cases/LP-1001?call=abc'), { kind: 'case', reference: 'LP-1001' });
  assert.deepEqual(view('/agent/cases/a%20b'), { kind: 'case', reference: 'a b' });
  for (const path of ['/', '/signin', '/logs', '/agent/cases/', '/agent/cases/a/b', '/agent/worklist/1', '/agent/cases/LP-1001/print', '/imports', '/rules', 'https://elsewhere.example/agent']) assert.equal(view(path), null);
});

test('a click that asks the browser for another tab is the browser\'s', () => {
  const plain = { button: 0, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, defaultPrevented: false };
  assert.equal(isPlain(plain), true);
  for (const other of [{ button: 1 }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { altKey: true }, { defaultPrevented: true }]) assert.equal(isPlain({ ...plain, ...other }), false);
});
