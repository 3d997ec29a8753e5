import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EVERYTHING, fromKept, fromQuery, isSame, narrowing, sensible, toBoard, toKept, toQuery, toRequest } from '../../../web/static/js/state/case_filter.js';

const FILTER = { query: 'lamp', stage: 'claim', carrier: 'China Post', country: 'ES', language: 'pt-BR', owner: 'me', alert: 'customs_hold', overdue: true, currency: 'EUR', value_from: '40.5', sort: 'value', after: 'abc' };

test('filters survive the address bar, and an address without any shows everything', () => {
  assert.deepEqual(fromQuery(toQuery(FILTER)), FILTER);
  assert.equal(toQuery({ ...EVERYTHING, sort: 'updated' }).toString(), '');
  assert.equal(toRequest(EVERYTHING).toString(), 'limit=50');
});

test('nonsense in the address narrows nothing', () => {
  const query = new URLSearchParams('stage=lost&country=spain&language=!&alert=%3Cb%3E&overdue=yes&currency=eur&value_from=-1&sort=colour');
  assert.deepEqual(fromQuery(query), EVERYTHING);
});

test('sums are compared within one currency: without one there is neither a least sum nor that order', () => {
  assert.deepEqual(sensible({ ...FILTER, currency: '' }), { ...FILTER, currency: '', value_from: '', sort: '' });
  assert.equal(sensible({ ...FILTER, value_from: '40,50' }).value_from, '40.50');
  assert.equal(sensible({ ...FILTER, value_from: 'much' }).value_from, '');
});

test('what is kept under a name holds no words that were searched for, and no place in the list', () => {
  const kept = toKept(FILTER);
  assert.deepEqual(kept, { stage: 'claim', carrier: 'China Post', country: 'ES', language: 'pt-BR', owner: 'me', alert: 'customs_hold', overdue: true, currency: 'EUR', value_from: '40.5', sort: 'value' });
});

test('a kept filter comes back as it was, whatever the server says of what it does not narrow', () => {
  const answer = { stage: null, carrier: 'China Post', country: null, language: null, owner: null, alert: null, overdue: true, currency: null, value_from: null, sort: 'updated' };
  const filter = fromKept(answer);
  assert.deepEqual(filter, { ...EVERYTHING, carrier: 'China Post', overdue: true, sort: 'updated' });
  assert.ok(isSame(filter, { ...EVERYTHING, carrier: 'China Post', overdue: true, query: 'lamp' }));
  assert.ok(!isSame(filter, EVERYTHING));
});

test('the board takes the filter without what it has of its own', () => {
  assert.equal(toBoard({ ...FILTER, overdue: false, value_from: '' }).toString(), 'carrier=China+Post&country=ES&language=pt-BR&owner=me&alert=customs_hold&currency=EUR');
  assert.equal(narrowing(FILTER), 7);
  assert.equal(narrowing({ ...EVERYTHING, query: 'lamp', stage: 'claim', sort: 'oldest' }), 0);
});
