import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EVERYTHING, fromQuery, toQuery, toRequest } from '../../../web/static/js/state/log_filter.js';

test('filters survive the address bar', () => {
  const filter = { day: '2026-11-23', agent: 'u1', case: 'LP-1001', outcome: 'found', recorded: 'no', offset: 50 };
  assert.deepEqual(fromQuery(toQuery(/** @type {any} */ (filter))), filter);
  assert.equal(toQuery(EVERYTHING).toString(), '');
});

test('nonsense in the address narrows nothing', () => {
  const query = new URLSearchParams('day=yesterday&recorded=maybe&offset=-3&case=%20');
  assert.deepEqual(fromQuery(query), EVERYTHING);
});

test('a day runs from its midnight to the next where the supervisor is', () => {
  const request = toRequest({ ...EVERYTHING, day: '2026-11-23', recorded: 'yes' });
  assert.equal(request.get('from'), new Date(2026, 10, 23).toISOString());
  assert.equal(request.get('to'), new Date(2026, 10, 24).toISOString());
  assert.equal(request.get('recorded'), 'true');
  assert.equal(request.has('day'), false);
});
