import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const STATIC = new URL('../../../web/static/', import.meta.url);

/** Every module a page loads, itself included. @param {URL} module @param {Set<string>} [found] */
function graph(module, found = new Set()) {
  if (found.has(module.href)) return found;
  found.add(module.href);
  const source = readFileSync(module, 'utf8').replace(/\/\*.*?\*\//gs, '');
  for (const [, path] of source.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'/gms)) graph(new URL(path, module), found);
  return found;
}

test('what the join page loads ahead is what it needs', () => {
  const page = readFileSync(new URL('join.html', STATIC), 'utf8');
  const ahead = [...page.matchAll(/rel="modulepreload" href="\/static\/([^"]+)"/g)].map(([, path]) => new URL(path, STATIC).href);
  const needed = graph(new URL('js/pages/join.js', STATIC));
  assert.ok(ahead.length > 20);
  assert.deepEqual(ahead.filter((module) => !needed.has(module)), []);
});
