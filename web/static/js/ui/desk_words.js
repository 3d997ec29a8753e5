/**
 * The words of the pages of agents and supervisors, and the dates, sums and places in them, as the reader writes them.
 */

import { firstKnown } from '../state/readers_language.js';
import { clockTime, count, currentLocale, hasWords, keepLanguage, LANGUAGES, languageName, loadWords, LOCALES, money, t, when, writing } from './words.js';

export { clockTime as duration, count, currentLocale, keepLanguage, LANGUAGES, languageName, money, t, when, writing };

const FOLDERS = ['/static/locales', '/static/locales/desk'];

/**
 * The words in the language chosen by hand, else the first that is known of these.
 *
 * @param {AbortSignal} signal
 * @param {readonly string[]} wishes language tags
 */
export function loadDeskWords(signal, wishes = navigator.languages) {
  document.documentElement.lang = firstKnown(LOCALES, wishes) ?? 'en';
  return loadWords(signal, FOLDERS);
}

/** @param {string} at a moment, or a day without a time: that one is the same day everywhere */
export function day(at) {
  const timeZone = at.includes('T') ? undefined : 'UTC';
  return when(at, { dateStyle: 'medium', timeZone });
}

/** @param {string} at */
export function clock(at) {
  return when(at, { timeStyle: 'short' });
}

/** To the second. @param {string} at */
export function moment(at) {
  return when(at, { timeStyle: 'medium' });
}

/** @param {string} country ISO 3166, two letters */
export function countryName(country) {
  try {
    return new Intl.DisplayNames([currentLocale()], { type: 'region' }).of(country) ?? country;
  } catch {
    return country; // a feed's own spelling, which is no code
  }
}

/** @param {number} part of one */
export function share(part) {
  return new Intl.NumberFormat(writing(), { style: 'percent', maximumFractionDigits: 0 }).format(part);
}

/**
 * The word for a code of a list that may grow on the server before it does here; an unknown one is shown as it is.
 *
 * @param {string} group
 * @param {string} code
 * @param {Record<string, string>} [values]
 */
export function wordOr(group, code, values = {}) {
  const key = `${group}.${code}`;
  return hasWords(key) ? t(key, values) : code.replaceAll('_', ' ');
}
