import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../web/static/', import.meta.url);

/** @type {Record<string, string>} */
const english = JSON.parse(readFileSync(new URL('locales/desk/en.json', root), 'utf8'));

test('every key the desk asks for by name is there', () => {
  const folders = ['js/ui/', 'js/pages/'].map((folder) => new URL(folder, root));
  const sources = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.js')).map((name) => readFileSync(new URL(name, folder), 'utf8')));
  const common = JSON.parse(readFileSync(new URL('locales/en.json', root), 'utf8'));
  const known = new Set([...Object.keys(english), ...Object.keys(common)]);
  const asked = sources.flatMap((source) => [...source.matchAll(/\b(t|count)\(\s*'([\w.]+)'/g)]);
  const missing = asked.filter(([, how, key]) => !known.has(how === 'count' ? `${key}.other` : key)).map(([, , key]) => key);
  assert.deepEqual(missing, []);
});

/** @param {string} path of a Python source */
const python = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('every kind of timeline entry has words', () => {
  const rules = ['domain/apply', 'domain/consent', 'domain/devices', 'runtime/reception'].map((name) => python(`signaling/${name}.py`)).join('');
  const plain = [...rules.matchAll(/(?:AddEntry\(|CallEntryRow\([^)]*kind=)f?"([a-z_]+)/g)].map((match) => match[1]);
  const choices = [...rules.matchAll(/AddEntry\("\w+" if [^)]+ else "(\w+)"/g)].map((match) => match[1]);
  assert.ok(plain.includes('link_used') && plain.includes('offer_') && choices.length > 0);
  /** A kind that is put together ends in its underscore. @param {string} kind */
  const has = (kind) => (kind.endsWith('_') ? Object.keys(english).some((key) => key.startsWith(`entry.${kind}`)) : `entry.${kind}` in english);
  assert.deepEqual([...plain, ...choices].filter((kind) => !has(kind)), []);
});

test('every kind of entry about files has words', () => {
  const kinds = [...python('records/evidence.py').matchAll(/_note\(\s*session, [\w.]+, "([a-z_]+)"/g)].map((match) => match[1]);
  assert.ok(kinds.length >= 3);
  assert.deepEqual(kinds.filter((kind) => !(`entry.${kind}` in english)), []);
});

test('every moment a draft tells of has words', () => {
  const [, telling] = python('summary/draft.py').match(/_TELLING = \(([^)]+)\)/) ?? [];
  const kinds = [...(telling ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1]);
  assert.ok(kinds.length > 3);
  assert.deepEqual(kinds.filter((kind) => !(`happened.${kind}` in english)), []);
});
