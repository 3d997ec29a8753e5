/**
 * How customers found the calls: how many answered, and how the answers are spread. No averages.
 */

import { count, t, writing } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { ratingLine } from './rating_line.js';

/** @typedef {import('../protocol/desk.js').RatingTable} RatingTable */

/** @param {RatingTable} table */
export function ratingTable({ days, talks, answered, solved, feeling }) {
  return panel(
    t('rating.title'),
    { id: 'ratings' },
    element('p', { class: 'small soft' }, [count('rating.days', days), t('rating.answered', { answered, talks })].join(' · ')),
    answered === 0
      ? element('p', { class: 'soft' }, t('rating.none_yet'))
      : element('div', { class: 'rating-tables' }, shares('solved', solved), shares('feeling', feeling)),
  );
}

/** @param {'solved' | 'feeling'} question @param {readonly {answer: string, count: number}[]} spread */
function shares(question, spread) {
  const all = spread.reduce((sum, each) => sum + each.count, 0);
  return element(
    'table',
    { class: 'rating-shares' },
    element('caption', {}, `${t(`rating.${question}`)} `, element('span', { class: 'soft' }, `n = ${number(all)}`)),
    element('thead', { class: 'visually-hidden' }, element('tr', {}, ['rating.answer', 'rating.number', 'rating.share'].map((key) => element('th', { scope: 'col' }, t(key))))),
    element('tbody', {}, spread.map((each) => row(question, each, all))),
  );
}

/** @param {'solved' | 'feeling'} question @param {{answer: string, count: number}} share @param {number} all */
function row(question, { answer, count: many }, all) {
  const part = all === 0 ? 0 : many / all;
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, t(`rating.${question}.${answer}`)),
    element('td', { class: 'number' }, number(many)),
    element('td', {}, element('progress', { max: 1, value: part, 'aria-hidden': 'true' }), element('span', { class: 'number' }, percent(part))),
  );
}

/** @param {number} value */
const number = (value) => new Intl.NumberFormat(writing()).format(value);

/** @param {number} value */
const percent = (value) => new Intl.NumberFormat(writing(), { style: 'percent', maximumFractionDigits: 0 }).format(value);

/** Of one call. @param {readonly import('../protocol/desk.js').RatingView[]} ratings */
export function callRatingPanel(ratings) {
  return panel(t('rating.title'), { id: 'rating' }, ratings.length === 0 ? element('p', { class: 'soft' }, t('rating.none')) : ratings.map(ratingLine));
}
