/**
 * The head of a page whose link shows nothing any more: read aloud at once, and found by whoever goes by headings.
 */

import { element } from './element.js';

/** @param {string} words @param {string} next what the reader may do */
export function overHead(words, next) {
  return element('div', { class: 'headline', role: 'alert' }, element('h1', {}, words), element('p', { class: 'soft' }, next));
}
