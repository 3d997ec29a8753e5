/**
 * The bar on top of the pages of agents and supervisors: where they are, who they are, the way out.
 */

import { element, fill } from './element.js';
import { currentLocale, keepLanguage, LANGUAGES, t } from './desk_words.js';

/** @typedef {import('../protocol/desk.js').User} User */

/**
 * @param {HTMLElement} header of the page
 * @param {object} about
 * @param {User} about.user
 * @param {'/agent' | '/logs'} about.current
 * @param {() => void} about.onSignOut
 * @returns {HTMLElement} the page's own place in the bar
 */
export function topbar(header, { user, current, onSignOut }) {
  const [home, words] = user.role === 'agent' ? ['/agent', t('desk.nav.cases')] : ['/logs', t('desk.nav.logs')];
  const slot = element('div');
  fill(
    header,
    element('a', { class: 'brand', href: home }, t('desk.brand')),
    element('nav', { 'aria-label': t('desk.nav') }, element('ul', {}, link(home, words, current))),
    slot,
    element(
      'div',
      { class: 'person' },
      languageChoice(),
      element('span', { title: t('desk.signedin', { name: user.name }), dir: 'auto' }, user.name),
      element('button', { type: 'button', class: 'quiet', onclick: onSignOut }, t('desk.signout')),
    ),
  );
  return slot;
}

/** The pages are drawn once, in one language: another one is another load. */
function languageChoice() {
  const chosen = currentLocale();
  const options = Object.entries(LANGUAGES).map(([locale, name]) => element('option', { value: locale, selected: locale === chosen, lang: locale }, name));
  const change = () => {
    keepLanguage(/** @type {keyof typeof LANGUAGES} */ (select.value));
    location.reload();
  };
  const select = element('select', { 'aria-label': t('desk.language'), onchange: change }, options);
  return select;
}

/** @param {string} href @param {string} words @param {string} current */
function link(href, words, current) {
  return element('li', {}, element('a', { href, 'aria-current': href === current && 'page' }, words));
}
