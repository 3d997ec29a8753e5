import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { CaseNews } from '../../../web/static/js/pages/case_news.js';

/** What stands on the timeline. @type {unknown[]} */
let moments = [];
let page = new AbortController();
const before = { fetch: globalThis.fetch, document: globalThis.document };

beforeEach(() => {
  page = new AbortController();
  moments = [{ at: '2026-11-28T10:00:00Z', kind: 'case_created' }];
  Object.assign(globalThis, {
    document: { visibilityState: 'visible', activeElement: null, addEventListener: () => {} },
    fetch: async () => new Response(JSON.stringify({ moments, more: true })),
  });
});
afterEach(() => {
  Object.assign(globalThis, before);
  page.abort(); // its timer goes with it
});

/** A part of the page; `open`: somebody has a form open in it. */
function part() {
  const kept = { open: false, drawn: 0 };
  const place = /** @type {any} */ ({ contains: () => false, querySelector: () => (kept.open ? {} : null), querySelectorAll: () => [] });
  return { kept, place, read: async () => 1, draw: (/** @type {number} */ found) => (kept.drawn += found) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a part is drawn anew once something has happened, and not from under the hands of whoever works in it', async () => {
  const news = new CaseNews('LP-1', page.signal);
  const [idle, busy] = [part(), part()];
  for (const { place, read, draw } of [idle, busy]) news.follow(place, read, draw);
  await settled();
  await news.look();
  await settled();
  assert.deepEqual([idle.kept.drawn, busy.kept.drawn], [0, 0]);
  busy.kept.open = true;
  moments = [{ at: '2026-11-28T10:05:00Z', kind: 'statement_confirmed' }];
  await news.look();
  await settled();
  assert.deepEqual([idle.kept.drawn, busy.kept.drawn], [1, 0]);
  busy.kept.open = false;
  await news.look();
  await settled();
  assert.deepEqual([idle.kept.drawn, busy.kept.drawn], [1, 1]);
});

test('what was read before this page did something is not drawn over it', async () => {
  const news = new CaseNews('LP-1', page.signal);
  const { kept, place } = part();
  /** @type {((found: string) => void)[]} */
  const readings = [];
  news.follow(place, () => new Promise((resolve) => readings.push(resolve)), (found) => Object.assign(place, { firstElementChild: found }));
  await settled();
  place.firstElementChild = 'at first';
  moments = [{ at: '2026-11-28T10:05:00Z', kind: 'statement_asked' }];
  await news.look();
  place.firstElementChild = 'as this page has drawn it';
  readings[0]('too old');
  await settled();
  assert.deepEqual([place.firstElementChild, readings.length, kept.open], ['as this page has drawn it', 2, false]);
  readings[1]('as it is now');
  await settled();
  assert.equal(place.firstElementChild, 'as it is now');
});
