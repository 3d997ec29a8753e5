/**
 * A person without a picture: the first letters of the name in a circle.
 */

import { element } from './element.js';

/** @param {string} name */
export function portrait(name) {
  return element('span', { class: 'portrait', 'aria-hidden': 'true' }, element('span', { class: 'letters' }, initials(name)));
}

/** Two letters where names are written apart, one where they are not. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => [...word][0] ?? '').join('').toUpperCase();
}
