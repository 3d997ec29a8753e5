import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browserFamily, insideAnotherApp } from '../../../web/static/js/state/browser_family.js';
import { firstKnown } from '../../../web/static/js/state/readers_language.js';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const PIXEL = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const FOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

test('the way to allow a camera is told for the browser at hand', () => {
  assert.deepEqual([IPHONE, MAC, PIXEL, DESKTOP, FOX].map((agent) => browserFamily(agent)), ['ios', 'safari', 'android', 'chrome', 'firefox']);
  assert.equal(browserFamily(MAC, 5), 'ios');
});

test('pages inside other apps are noticed, browsers are not taken for them', () => {
  for (const inside of [`${IPHONE} MicroMessenger/8.0.49`, `${IPHONE} Instagram 332.0`, `${IPHONE} [FBAN/FBIOS]`, PIXEL.replace('Pixel 8', 'Pixel 8; wv')]) {
    assert.equal(insideAnotherApp(inside), true, inside);
  }
  for (const agent of [IPHONE, MAC, PIXEL, DESKTOP, FOX]) assert.equal(insideAnotherApp(agent), false, agent);
});

test('the dearest language that is known is taken', () => {
  assert.equal(firstKnown(['en', 'es', 'zh'], ['fr-CA', 'zh-Hant-TW', 'en']), 'zh');
  assert.equal(firstKnown(['en', 'es', 'zh'], ['fr', null, 'ES-mx']), 'es');
  assert.equal(firstKnown(['en'], ['de']), null);
});

test('a language is found as it is written elsewhere, and exactly where it can be', () => {
  const offered = ['en', 'pt-BR', 'zh'];
  for (const [wish, found] of [['pt', 'pt-BR'], ['pt-PT', 'pt-BR'], ['PT-br', 'pt-BR'], ['zh-TW', 'zh'], ['zh-Hant-HK', 'zh'], ['en-GB', 'en'], ['p', null], ['', null]]) {
    assert.equal(firstKnown(offered, [wish]), found, `${wish}`);
  }
  assert.equal(firstKnown(['pt-BR', 'pt-PT'], ['pt-pt']), 'pt-PT');
});
