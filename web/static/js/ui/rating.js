/**
 * After the call: two questions, each answered with one click, changed with another, or left alone.
 */

import { element } from './element.js';
import { t } from './words.js';

/** @typedef {import('../protocol/rating_api.js').Rating} Rating */

const QUESTIONS = /** @type {const} */ ({ solved: ['yes', 'partly', 'no'], feeling: ['good', 'mixed', 'bad'] });

/**
 * @param {Rating} before what was said already
 * @param {(rating: Rating) => Promise<void>} say
 */
export function ratingForm(before, say) {
  const said = { ...before };
  const standing = element('p', { class: 'small soft', role: 'status' });
  let newest = 0;
  const tell = async () => {
    const mine = ++newest;
    const words = await say({ ...said }).then(() => t('rating.thanks'), () => t('rating.not_kept'));
    if (mine === newest) standing.textContent = words;
  };
  return element(
    'form',
    { class: 'rating', 'aria-labelledby': 'rating-lead', onsubmit: (event) => event.preventDefault() },
    element('p', { id: 'rating-lead', class: 'small soft' }, t('rating.lead')),
    question('solved', said.solved, (answer) => {
      said.solved = answer;
      void tell();
    }),
    question('feeling', said.feeling, (answer) => {
      said.feeling = answer;
      void tell();
    }),
    standing,
  );
}

/**
 * @template {keyof typeof QUESTIONS} Name
 * @param {Name} name
 * @param {string | null} chosen
 * @param {(answer: (typeof QUESTIONS)[Name][number]) => void} choose
 */
function question(name, chosen, choose) {
  return element(
    'fieldset',
    {},
    element('legend', {}, t(`rating.${name}`)),
    element(
      'div',
      { class: 'rating-answers' },
      QUESTIONS[name].map((answer) =>
        element('label', {}, element('input', { type: 'radio', name, value: answer, checked: answer === chosen, onchange: () => choose(answer) }), element('span', {}, t(`rating.${name}.${answer}`))),
      ),
    ),
  );
}
