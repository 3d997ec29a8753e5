import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chosenCases, nameOf, values } from '../../../web/static/js/state/endpoint_wish.js';

test('values may be written with the commas of any script, and each counts once', () => {
  assert.deepEqual(values(' ES, fr ,ES;، DE，CN、'), ['ES', 'fr', 'DE', 'CN']);
  assert.deepEqual(values(' , '), []);
});

test('a field that is empty chooses nothing', () => {
  assert.deepEqual(chosenCases({ kind: 'dispute, loss', carrier: ' ' }), { kind: ['dispute', 'loss'] });
});

test('an endpoint is called by its description, else by its host', () => {
  const endpoint = { id: 'settings', description: '', url: 'https://desk.example:8443/hook' };
  assert.equal(nameOf({ ...endpoint, description: 'The shop' }), 'The shop');
  assert.equal(nameOf(endpoint), 'desk.example:8443');
  assert.equal(nameOf({ ...endpoint, url: '' }), 'settings');
});
