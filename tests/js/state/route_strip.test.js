import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stripItems } from '../../../web/static/js/state/route_strip.js';

const SINCE = '2026-10-01T10:00:00Z';
const GAP = { since: SINCE, days: 30, place: 'b', country: 'CN', long: true };

/** @param {string} place @param {{at?: string | null, marks?: string[]}} [about] */
const station = (place, { at = SINCE, marks = [] } = {}) => ({ place, country: 'CN', at, until: at, progress: null, visit: 1, marks });
/** @param {ReturnType<typeof stripItems>} items */
const told = (items) => items.map((item) => (item.kind === 'station' ? `${item.station.place}:${item.look}:${item.link}` : item.kind === 'gap' ? `gap:${item.link}` : `folded ${item.stations.length}`));

test('the gap stands behind the place where the parcel was seen last, and before where it is meant to go', () => {
  const strip = { stations: [station('a'), station('b'), station('c', { at: null })], here: 1, gap: GAP };
  assert.deepEqual(told(stripItems(strip)), ['a:passed:sure', 'b:here:lost', 'gap:lost', 'c:ahead:none']);
});

test('a journey that has ended has no gap, and its line ends', () => {
  assert.deepEqual(told(stripItems({ stations: [station('a'), station('b')], here: 1, gap: null })), ['a:passed:sure', 'b:here:none']);
});

test('nobody has seen it yet: both ends are there, and the gap between them', () => {
  const strip = { stations: [station('a', { at: null }), station('b', { at: null })], here: null, gap: GAP };
  assert.deepEqual(told(stripItems(strip)), ['a:unseen:lost', 'gap:lost', 'b:ahead:none']);
  assert.deepEqual(stripItems({ stations: [], here: null, gap: null }), []);
});

test('an origin the carrier never wrote of is not called seen', () => {
  const strip = { stations: [station('a', { at: null }), station('b'), station('c', { at: null })], here: 1, gap: null };
  assert.deepEqual(told(stripItems(strip)), ['a:unseen:lost', 'b:here:lost', 'c:ahead:none']);
});

test('the line that leads to an impossible place is another one', () => {
  const strip = { stations: [station('a'), station('b', { marks: ['jump'] }), station('c')], here: 2, gap: null };
  assert.deepEqual(told(stripItems(strip)), ['a:passed:jump', 'b:passed:sure', 'c:here:none']);
});

test('a long journey is folded in the middle, but never where something is odd', () => {
  const names = [...'abcdefghijklmnop'];
  const strip = { stations: names.map((name) => station(name, { marks: name === 'd' ? ['loop'] : [] })), here: names.length - 1, gap: GAP };
  assert.deepEqual(told(stripItems(strip, 6)), ['a:passed:sure', 'folded 2', 'd:passed:sure', 'folded 8', 'm:passed:sure', 'n:passed:sure', 'o:passed:sure', 'p:here:none', 'gap:none']);
  const all = stripItems(strip, 6).flatMap((item) => (item.kind === 'folded' ? item.stations : item.kind === 'station' ? [item] : []));
  assert.deepEqual(all.map((item) => item.station.place), names);
});
