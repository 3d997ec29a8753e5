import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { allowSteps } from '../../../web/static/js/state/allow_steps.js';
import { browserFamily } from '../../../web/static/js/state/browser_family.js';
import { firstKnown } from '../../../web/static/js/state/readers_language.js';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const PIXEL = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const GALAXY = 'Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36';
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0';
const FOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const FOX_ON_IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15';

/** @param {string} agent @param {'browser' | 'system'} who @param {number} [touchPoints] */
const way = (agent, who, touchPoints) => allowSteps(browserFamily(agent, touchPoints), who).map(({ words }) => words.replace('allow.', ''));

test('the browser and the system at hand are known', () => {
  const told = [IPHONE, MAC, PIXEL, GALAXY, DESKTOP, EDGE, FOX, FOX_ON_IPHONE].map((agent) => Object.values(browserFamily(agent)).join(' '));
  assert.deepEqual(told, ['safari ios', 'safari macos', 'chrome android', 'samsung android', 'chrome other', 'edge windows', 'firefox other', 'firefox ios']);
  assert.equal(browserFamily(MAC, 5).system, 'ios');
});

test('the way to allow a camera is told for the browser at hand', () => {
  assert.deepEqual(way(IPHONE, 'browser'), ['bar.page', 'switch.website']);
  assert.deepEqual(way(MAC, 'browser'), ['menu.safari', 'switch.site']);
  assert.deepEqual(way(PIXEL, 'browser'), ['bar.icon', 'switch.permissions']);
  assert.deepEqual(way(GALAXY, 'browser'), ['bar.lock', 'switch.permissions']);
  assert.deepEqual(way(FOX, 'browser'), ['bar.crossed', 'switch.blocks']);
  assert.deepEqual(way(FOX_ON_IPHONE, 'browser'), ['settings.ios', 'switch.back']);
});

test('where the browser may and the system does not let it, the way leads through the system', () => {
  assert.deepEqual([MAC, EDGE, PIXEL, IPHONE, DESKTOP].map((agent) => way(agent, 'system')[0]), ['settings.macos', 'settings.windows', 'settings.android', 'settings.ios', 'settings.other']);
});

test('every step of every way has words and a drawing', () => {
  const words = JSON.parse(readFileSync(new URL('../../../web/static/locales/en.json', import.meta.url), 'utf8'));
  const drawn = readFileSync(new URL('../../../web/static/js/ui/step_pictures.js', import.meta.url), 'utf8');
  for (const browser of /** @type {const} */ (['chrome', 'edge', 'samsung', 'firefox', 'safari'])) {
    for (const system of /** @type {const} */ (['ios', 'android', 'macos', 'windows', 'other'])) {
      for (const who of /** @type {const} */ (['browser', 'system'])) {
        const steps = allowSteps({ browser, system }, who);
        assert.ok(steps.length >= 2);
        for (const step of steps) assert.ok(step.words in words && drawn.includes(`  ${step.picture}: [`), JSON.stringify(step));
      }
    }
  }
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
