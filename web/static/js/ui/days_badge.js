/**
 * A last day with the days left, as the reader's calendar has them.
 */

import { serverNow } from '../protocol/server_clock.js';
import { daysLeft } from '../state/days_left.js';
import { count, day, t } from './desk_words.js';
import { element } from './element.js';

const NEAR = 14;

/** @param {string} lastDay */
export function daysBadge(lastDay) {
  const left = daysLeft(lastDay, serverNow());
  const words = left < 0 ? t('claim.passed') : left === 0 ? t('claim.today') : count('claim.days_left', left);
  return element('span', { class: `badge ${left < 0 ? 'bad' : left <= NEAR ? 'warn' : ''}`.trim() }, `${day(lastDay)} · ${words}`);
}
