import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const STATIC = new URL('../../../web/static/', import.meta.url);
const LANGUAGES = ['en', 'es', 'zh'];

/** @param {string} name @returns {Record<string, string>} */
const locale = (name) => JSON.parse(readFileSync(new URL(`locales/${name}.json`, STATIC), 'utf8'));
/** @param {string} text @returns {string[]} */
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const all = Object.fromEntries(LANGUAGES.map((name) => [name, locale(name)]));

test('every language has the same keys', () => {
  for (const name of LANGUAGES) assert.deepEqual(Object.keys(all[name]), Object.keys(all.en), name);
});

test('no words are empty, and every language fills the same gaps', () => {
  for (const name of LANGUAGES) {
    for (const [key, text] of Object.entries(all[name])) {
      assert.ok(text.trim(), `${name}: ${key}`);
      assert.deepEqual(placeholders(text), placeholders(all.en[key]), `${name}: ${key}`);
    }
  }
});

/** Keys written out in the sources of pages that use these words; computed ones end in a dot before the `$`. */
function usedKeys() {
  const sources = readdirSync(new URL('js/', STATIC), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(new URL(`js/${path}`, STATIC), 'utf8'))
    .filter((source) => /from '(\.\/|\.\.\/ui\/)words\.js'/.test(source));
  return sources.flatMap((source) => [...source.matchAll(/\b(t|count)\((?:[^()'`]*\? )?'([^']+)'(?: : '([^']+)')?/g)]);
}

test('every key a page asks for has words', () => {
  const uses = usedKeys();
  const missing = uses
    .flatMap(([, call, ...keys]) => keys.filter(Boolean).map((key) => (call === 'count' ? `${key}.other` : key)))
    .filter((key) => !(key in all.en));
  assert.deepEqual(missing, []);
});
