/**
 * The words of the pages in the reader's language, and the numbers, dates and times in them as the reader writes them.
 *
 * The page has put the first of the browser's wishes that is offered here on <html>; a choice by hand wins and is kept. Times
 * are those of the reader's own zone, whatever zone the server and the other person are in.
 */

import { rest } from '../protocol/rest.js';
import { firstKnown } from '../state/readers_language.js';
import { isolated } from './isolated.js';

/** Only languages that are fully translated, the words of consent too (a test compares); each in its own name. */
export const LANGUAGES = Object.freeze({ en: 'English', es: 'Español', fr: 'Français', de: 'Deutsch', 'pt-BR': 'Português (Brasil)', ru: 'Русский', ar: 'العربية', zh: '中文' });
/** @typedef {keyof typeof LANGUAGES} Locale */
/** @typedef {Record<string, string | number>} Values */

/** @type {readonly Locale[]} */
export const LOCALES = Object.freeze(/** @type {Locale[]} */ (Object.keys(LANGUAGES)));

const STORED = 'reassure.locale';
const RIGHT_TO_LEFT = new Set(['ar']);
/** Arabic with the digits that references, codes and the clock of a call have too: two kinds side by side are misread. */
const WRITTEN_AS = { ar: 'ar-u-nu-latn' };

/** @type {Record<string, string>} */
let words = {};
/** @type {Locale} */
let locale = 'en';

/** @returns {Locale} */
export function currentLocale() {
  return locale;
}

/**
 * Loads the words for the language on <html>, or the one chosen by hand before.
 *
 * @param {AbortSignal} signal
 * @param {string[]} folders later ones win
 */
export async function loadWords(signal, folders = ['/static/locales']) {
  locale = handChosen() ?? known(document.documentElement.lang) ?? 'en';
  const loaded = await Promise.all(folders.map((folder) => rest('GET', `${folder}/${locale}.json`, { signal })));
  words = Object.assign({}, ...loaded);
  document.documentElement.lang = locale;
  document.documentElement.dir = direction();
}

/** For Intl: how this reader's numbers, dates and sums are written. @returns {string} */
export function writing() {
  return locale in WRITTEN_AS ? WRITTEN_AS[/** @type {keyof typeof WRITTEN_AS} */ (locale)] : locale;
}

/**
 * A sum as this reader writes it. Between words that run from the right a sign such as US$ would stand the other way round, $US.
 *
 * @param {string} amount @param {string | null} currency ISO 4217
 */
export function money(amount, currency) {
  const currencyDisplay = direction() === 'rtl' ? 'code' : 'symbol';
  return new Intl.NumberFormat(writing(), currency ? { style: 'currency', currency, currencyDisplay } : {}).format(Number(amount));
}

/** @returns {'ltr' | 'rtl'} */
function direction() {
  return RIGHT_TO_LEFT.has(locale) ? 'rtl' : 'ltr';
}

/** The choice by hand; `loadWords` reads it. @param {Locale} chosen */
export function keepLanguage(chosen) {
  try {
    localStorage.setItem(STORED, chosen);
  } catch {
    document.documentElement.lang = chosen; // storage is forbidden here: it holds for this page
  }
}

/** @param {string} key @param {Values} [values] for the {names} in it */
export function t(key, values = {}) {
  const pattern = words[key];
  if (pattern === undefined) {
    console.error(`No words for ${key}.`);
    return key;
  }
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : isolated(String(values[name]), direction())));
}

/** Whether there are words for this key: for codes that a newer server may know and this page does not. @param {string} key */
export function hasWords(key) {
  return key in words;
}

/** `key.one`, `key.other`, ... as the language counts. @param {string} key @param {number} number @param {Values} [values] */
export function count(key, number, values = {}) {
  const form = `${key}.${new Intl.PluralRules(locale).select(number)}`;
  return t(form in words ? form : `${key}.other`, { count: new Intl.NumberFormat(writing()).format(number), ...values });
}

/** @param {string | Date} at @param {Intl.DateTimeFormatOptions} [style] */
export function when(at, style = { dateStyle: 'medium', timeStyle: 'short' }) {
  return new Intl.DateTimeFormat(writing(), style).format(new Date(at));
}

/** A language's name as this reader calls it. @param {string} tag */
export function languageName(tag) {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
}

/** @param {number} seconds @returns {string} `4:07`, `1:02:09` */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : `${Number(parts[0])}:${parts[1]}`;
}

/** The language chosen by hand before, if any. */
export function handChosen() {
  return known(stored());
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** @param {string | null} tag */
function known(tag) {
  return firstKnown(LOCALES, [tag]);
}
