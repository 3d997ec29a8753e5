/**
 * What to press, one line and one drawing for each.
 */

import { element } from './element.js';
import { stepPicture } from './step_pictures.js';
import { t } from './words.js';

/** @param {import('../state/allow_steps.js').Step[]} steps */
export function stepList(steps) {
  return element('ol', { class: 'steps' }, steps.map(({ words, picture }) => element('li', {}, stepPicture(picture), element('span', {}, t(words)))));
}
