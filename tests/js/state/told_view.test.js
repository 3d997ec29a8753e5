import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ToldView } from '../../../web/static/js/state/told_view.js';

const page = new AbortController();
const later = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number} version @returns {any} */
const view = (version) => ({ version });

function told() {
  const made = new ToldView(view(0));
  /** @type {number[]} */
  const heard = [];
  made.onChange((now) => heard.push(/** @type {any} */ (now).version), page.signal);
  return { made, heard };
}

test('whoever listens is told at once and at every change, and no more after their end', () => {
  const made = new ToldView(view(0));
  const ends = new AbortController();
  /** @type {any[]} */
  const heard = [];
  made.onChange((now) => heard.push(now), ends.signal);
  made.tell(view(1));
  ends.abort();
  made.tell(view(2));
  assert.deepEqual([heard, made.now], [[view(0), view(1)], view(2)]);
});

test('what the other side waits for is said first; then the newest view is told, once', async () => {
  const { made, heard } = told();
  /** @type {(value?: unknown) => void} */
  let said = () => {};
  const waits = made.after(() => {
    made.tell(view(1));
    return new Promise((resolve) => (said = resolve));
  });
  assert.ok(waits);
  made.tell(view(2));
  made.after(() => null);
  assert.deepEqual([heard, made.now], [[0], view(2)]);
  said();
  await later(60);
  assert.deepEqual(heard, [0, 2]);
  made.tell(view(3));
  assert.deepEqual(heard, [0, 2, 3]);
});

test('where nobody waits it is told as soon as that is known, and nothing where nothing changed', () => {
  const { made, heard } = told();
  made.after(() => null);
  made.after(() => {
    made.tell(view(1));
    return null;
  });
  assert.deepEqual(heard, [0, 1]);
});
