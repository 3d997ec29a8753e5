/**
 * What a customer said after a call, and the kind thing to do about it.
 */

import { t, when, wordOr } from './desk_words.js';
import { element } from './element.js';

const LOOKS = /** @type {Record<string, string>} */ ({ yes: 'good', good: 'good', partly: 'warn', mixed: 'warn', no: 'bad', bad: 'bad' });

/** @param {import('../protocol/desk.js').RatingView} rating */
export function ratingLine({ name, solved, feeling, at, changed_at: changed, follow_up: next }) {
  return element(
    'div',
    { class: 'rating-line' },
    element('p', { class: 'row' }, solved && said('solved', solved), feeling && said('feeling', feeling)),
    element('p', { class: 'small soft' }, element('bdi', {}, name), ` · ${when(changed ?? at)}`),
    next && element('p', {}, wordOr('follow_up', next)),
  );
}

/** @param {'solved' | 'feeling'} question @param {string} answer */
function said(question, answer) {
  return element('span', { class: `badge ${LOOKS[answer] ?? ''}`.trim() }, `${t(`rating.${question}.short`)}: ${t(`rating.${question}.${answer}`)}`);
}
