import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KeptCall, toBeRated } from '../../../web/static/js/state/kept_call.js';

/** @returns {any} */
function storage() {
  const items = new Map();
  return { getItem: (/** @type {string} */ key) => items.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => items.set(key, value), items };
}

test('a reload finds what this tab had; another call finds nothing', () => {
  const tab = storage();
  new KeptCall(tab, storage()).keep('c1', { secret: 's', clicked: true });
  assert.deepEqual(new KeptCall(tab, null).of('c1'), { callId: 'c1', secret: 's', clicked: true });
  assert.deepEqual(new KeptCall(tab, null).of('c2'), { callId: 'c2' });
});

test('the secret never reaches the storage that all tabs share', () => {
  const browser = storage();
  const kept = new KeptCall(storage(), browser);
  kept.keep('c1', { secret: 'very-secret', token: 'token' });
  kept.enter('c1');
  assert.equal(kept.hasEntered('c1'), true);
  assert.deepEqual([...browser.items.values()], ['["c1"]']);
});

test('forbidden, full or spoiled storage keeps nothing and breaks nothing', () => {
  const broken = /** @type {any} */ ({ getItem: () => '{', setItem: () => { throw new Error('full'); } });
  for (const kept of [new KeptCall(null, null), new KeptCall(broken, broken)]) {
    kept.keep('c1', { secret: 's' });
    kept.enter('c1');
    assert.deepEqual(kept.of('c1'), { callId: 'c1' });
    assert.equal(kept.hasEntered('c1'), false);
  }
});

test('the questions after a call are asked until both are answered', () => {
  assert.equal(toBeRated({}), true);
  assert.equal(toBeRated({ rating: { solved: null, feeling: null } }), true);
  assert.equal(toBeRated({ rating: { solved: 'yes', feeling: null } }), true);
  assert.equal(toBeRated({ rating: { solved: 'no', feeling: 'bad' } }), false);
});
