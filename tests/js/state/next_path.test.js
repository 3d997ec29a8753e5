import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextPath, signinPath } from '../../../web/static/js/state/next_path.js';

test('a path of this site is where signing in leads', () => {
  assert.equal(nextPath('/agent/cases/LP-1001?call=7#x', '/agent'), '/agent/cases/LP-1001?call=7#x');
});

for (const wanted of [
  null,
  '',
  'agent',
  '//evil.example/x',
  '/\\evil.example',
  '/\t/evil.example',
  '/x/..//evil.example',
  'https://evil.example',
  'javascript:alert(1)',
]) {
  test(`${JSON.stringify(wanted)} leads nowhere but home`, () => {
    assert.equal(nextPath(wanted, '/agent'), '/agent');
  });
}

test('the way back survives its own encoding', () => {
  const there = signinPath({ pathname: '/logs', search: '?case=LP-1&day=2026-11-23' });
  const query = new URL(there, 'https://x.invalid').searchParams;
  assert.equal(nextPath(query.get('next'), '/agent'), '/logs?case=LP-1&day=2026-11-23');
});
