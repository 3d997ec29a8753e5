import assert from 'node:assert/strict';
import { test } from 'node:test';

const page = { lang: 'en', dir: 'ltr' };
Object.assign(globalThis, {
  document: { documentElement: page },
  localStorage: { getItem: () => null, setItem: () => {} },
  fetch: async () => new Response('{}', { headers: { 'Content-Type': 'application/json' } }),
  navigator: globalThis.navigator ?? { language: 'en' },
});
const { loadWords, money } = await import('../../../web/static/js/ui/words.js');

/** @param {string} lang @param {string} amount @param {string | null} currency */
async function written(lang, amount, currency) {
  page.lang = lang;
  await loadWords(AbortSignal.timeout(5000));
  return money(amount, currency);
}

test('a sum is written as its reader writes it', async () => {
  assert.equal(await written('en', '86.5', 'USD'), '$86.50');
  assert.equal((await written('de', '1234.5', 'EUR')).replace(/\s/g, ' '), '1.234,50 €');
  assert.equal(await written('en', '640', null), '640');
});

test('right to left, no sign of a currency stands the other way round', async () => {
  for (const currency of ['USD', 'GBP', 'CNY', 'BRL']) assert.match(await written('ar', '86.5', currency), new RegExp(`86\\.50\\s${currency}$`));
});
