/**
 * An alert in words: what is wrong and for how long, and what to do about it.
 */

import { count, day, t, wordOr } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../protocol/desk.js').AlertView} AlertView */

/** @param {AlertView} alert */
export function whyWords({ anomaly, days, limit_days: limit, since }) {
  return wordOr('why', anomaly, { days: count('case.days', days), limit: count('case.days', limit ?? 0), date: day(since) });
}

/** @param {AlertView} alert */
export function adviceLine({ advice }) {
  return element('p', { class: 'advice' }, element('strong', {}, t('tasks.todo')), ' ', wordOr('advice', advice));
}
