import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const STATIC = new URL('../../../web/static/', import.meta.url);

const pages = readdirSync(STATIC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(js|html)$/.test(path))
  .map((path) => readFileSync(new URL(path, STATIC), 'utf8'))
  .join('\n');
/** Keys that are put together: `error.${code}`, and wordOr('entry', kind). */
const beginnings = [
  ...[...pages.matchAll(/[`'"]([\w.]+[._])\$\{/g)].map((match) => match[1]),
  ...[...pages.matchAll(/wordOr\('([\w.]+)'/g)].map((match) => `${match[1]}.`),
];

/** @param {string} key */
function isAskedFor(key) {
  const names = [key, key.replace(/\.(one|other)$/, '')];
  return names.some((name) => pages.includes(`'${name}'`) || pages.includes(`"${name}"`)) || beginnings.some((begin) => key.startsWith(begin));
}

for (const folder of ['locales/', 'locales/desk/']) {
  test(`every word of ${folder} is asked for by some page`, () => {
    const words = Object.keys(JSON.parse(readFileSync(new URL(`${folder}en.json`, STATIC), 'utf8')));
    assert.ok(beginnings.length > 5 && words.length > 100);
    assert.deepEqual(words.filter((key) => !isAskedFor(key)), []);
  });
}
