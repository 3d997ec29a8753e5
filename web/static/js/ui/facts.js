/**
 * Pairs of a name and what is known about it. What is not known is not shown.
 */

import { element } from './element.js';

/** @typedef {import('./element.js').Child} Child */

/** @param {[name: string, value: Child][]} pairs */
export function facts(pairs) {
  return element(
    'dl',
    { class: 'facts' },
    pairs.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '').flatMap(pair),
  );
}

/** @param {[string, Child]} pair */
function pair([name, value]) {
  return [element('dt', {}, name), element('dd', { dir: 'auto' }, value)];
}

/**
 * @param {string} title
 * @param {{id: string, class?: string}} attributes
 * @param {...(Child | Child[])} children
 */
export function panel(title, { id, class: look = '' }, ...children) {
  return element(
    'section',
    { class: `panel ${look}`.trim(), 'aria-labelledby': `${id}-title`, id },
    element('h2', { id: `${id}-title`, tabindex: -1 }, title),
    ...children,
  );
}
