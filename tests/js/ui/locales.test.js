import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { LOCALES } from '../../../web/static/js/ui/words.js';

const WEB = new URL('../../../web/', import.meta.url);
const STATIC = new URL('static/', WEB);
const FOLDERS = ['static/locales/', 'static/locales/desk/'];
/** No page counts further; a language that says a million in another way need not have words for it. */
const NUMBERS = Array.from({ length: 1001 }, (_, number) => number);

/** @param {string} folder @param {string} locale @returns {Record<string, string>} */
const words = (folder, locale) => JSON.parse(readFileSync(new URL(`${folder}${locale}.json`, WEB), 'utf8'));
/** @param {string} text */
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

/** The forms in which this language counts, and how many numbers take each. @param {string} locale @returns {Map<string, number>} */
function pluralForms(locale) {
  const rules = new Intl.PluralRules(locale);
  const forms = new Map([['other', 0]]);
  for (const number of NUMBERS) forms.set(rules.select(number), (forms.get(rules.select(number)) ?? 0) + 1);
  return forms;
}

/** Every key the language needs, with the English words for it. @param {Record<string, string>} english @param {string} locale @returns {Map<string, string>} */
function needed(english, locale) {
  const counted = Object.keys(english).filter((key) => key.endsWith('.one')).map((key) => key.slice(0, -'.one'.length));
  const ofEnglish = new Set(counted.flatMap((key) => [`${key}.one`, `${key}.other`]));
  const plain = Object.entries(english).filter(([key]) => !ofEnglish.has(key));
  const forms = counted.flatMap((key) => [...pluralForms(locale).keys()].map((form) => /** @type {const} */ ([`${key}.${form}`, english[`${key}.other`]])));
  return new Map([...plain, ...forms]);
}

test('a language is offered when all its words are there, those of consent too, and only then', () => {
  for (const folder of [...FOLDERS, 'consent/']) {
    const there = readdirSync(new URL(folder, WEB)).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));
    assert.deepEqual(there.sort(), [...LOCALES].sort(), folder);
  }
});

for (const folder of FOLDERS) {
  const english = words(folder, 'en');
  for (const locale of LOCALES) {
    test(`${folder}${locale}.json has every word, in every form this language counts in, and none besides`, () => {
      assert.deepEqual(Object.keys(words(folder, locale)).sort(), [...needed(english, locale).keys()].sort());
    });

    test(`${folder}${locale}.json fills the same gaps as the English words`, () => {
      const forms = pluralForms(locale);
      const all = words(folder, locale);
      for (const [key, wanted] of needed(english, locale)) {
        assert.ok(all[key]?.trim(), key);
        const says = forms.get(key.split('.').at(-1) ?? '') === 1; // "one person": the word says the number
        const gaps = (/** @type {string} */ text) => placeholders(text).filter((name) => !says || name !== 'count');
        assert.deepEqual(gaps(all[key]), gaps(wanted), key);
      }
    });
  }
}

test('a French sign keeps to its word: the space before it does not break', () => {
  const breaks = ['static/locales/', 'static/locales/desk/', 'consent/'].flatMap((folder) =>
    readFileSync(new URL(`${folder}fr.json`, WEB), 'utf8').split('\n').filter((line) => / [:?!;»]|« /.test(line)),
  );
  assert.deepEqual(breaks, [], 'write U+00A0 before : ; ? ! » and after «');
});

/** The pages that must speak before any script has run, and how each marks what it says in a language. */
const SPOKEN_BY_THEMSELVES = { 'nothing.html': ['section'], 'join.html': ['div', 'p'] };

for (const [page, tags] of Object.entries(SPOKEN_BY_THEMSELVES)) {
  test(`${page} says by itself in every language what it says`, () => {
    const source = readFileSync(new URL(page, STATIC), 'utf8');
    for (const tag of tags) {
      const said = [...source.matchAll(new RegExp(`<${tag}\\b[^>]* lang="([^"]+)"`, 'g'))].map((match) => match[1]);
      assert.deepEqual(said, LOCALES, tag);
    }
  });
}

/** Keys written out in the sources of pages that use these words; computed ones end in a dot before the `$`. */
function usedKeys() {
  const sources = readdirSync(new URL('js/', STATIC), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(new URL(`js/${path}`, STATIC), 'utf8'))
    .filter((source) => /from '(\.\/|\.\.\/ui\/)words\.js'/.test(source));
  return sources.flatMap((source) => [...source.matchAll(/\b(t|count)\((?:[^()'`]*\? )?'([^']+)'(?: : '([^']+)')?/g)]);
}

test('every key a page asks for has words', () => {
  const english = words('static/locales/', 'en');
  const missing = usedKeys()
    .flatMap(([, call, ...keys]) => keys.filter(Boolean).map((key) => (call === 'count' ? `${key}.other` : key)))
    .filter((key) => !(key in english));
  assert.deepEqual(missing, []);
});
