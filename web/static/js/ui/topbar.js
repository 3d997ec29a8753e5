/**
 * The bar on top of the pages of agents and supervisors: where they are, who they are, the way out.
 */

import { element, fill } from './element.js';
import { t } from './desk_words.js';

/** @typedef {import('../protocol/desk.js').User} User */

/**
 * @param {HTMLElement} header of the page
 * @param {object} about
 * @param {User} about.user
 * @param {'/agent' | '/logs'} about.current
 * @param {(Node | null)[]} [about.extras] what this page puts into the bar
 * @param {() => void} about.onSignOut
 */
export function topbar(header, { user, current, extras = [], onSignOut }) {
  const links = [user.role === 'agent' && link('/agent', t('desk.nav.cases'), current), user.role === 'supervisor' && link('/logs', t('desk.nav.logs'), current)];
  fill(
    header,
    element('a', { class: 'brand', href: user.role === 'agent' ? '/agent' : '/logs' }, t('desk.brand')),
    element('nav', { 'aria-label': t('desk.nav') }, element('ul', {}, links)),
    extras,
    element(
      'div',
      { class: 'person' },
      element('span', { title: t('desk.signedin', { name: user.name }) }, user.name),
      element('button', { type: 'button', class: 'quiet', onclick: onSignOut }, t('desk.signout')),
    ),
  );
}

/** @param {string} href @param {string} words @param {string} current */
function link(href, words, current) {
  return element('li', {}, element('a', { href, 'aria-current': href === current && 'page' }, words));
}
