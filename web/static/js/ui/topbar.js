/**
 * The bar on top of the pages of agents and supervisors: where they are, who they are, the way out.
 */

import { element, fill } from './element.js';
import { currentLocale, keepLanguage, LANGUAGES, t } from './desk_words.js';

/** @typedef {import('../protocol/desk.js').User} User */
/** @typedef {'/agent' | '/agent/board' | '/agent/worklist' | '/logs' | '/imports' | '/rules' | '/webhooks' | '/jobs'} Place */

/** Where each role goes; the first is home. */
const PLACES = /** @type {const} */ ({
  agent: [['/agent', 'desk.nav.cases'], ['/agent/board', 'desk.nav.board'], ['/agent/worklist', 'desk.nav.work']],
  supervisor: [['/logs', 'desk.nav.logs'], ['/agent', 'desk.nav.cases'], ['/agent/board', 'desk.nav.board'], ['/agent/worklist', 'desk.nav.work'], ['/imports', 'desk.nav.imports'], ['/rules', 'desk.nav.rules'], ['/webhooks', 'desk.nav.webhooks'], ['/jobs', 'desk.nav.jobs']],
});

/**
 * @param {HTMLElement} header of the page
 * @param {object} about
 * @param {User} about.user
 * @param {Place} about.current
 * @param {() => void} about.onSignOut
 * @returns {HTMLElement} the page's own place in the bar
 */
export function topbar(header, { user, current, onSignOut }) {
  const places = PLACES[user.role === 'agent' ? 'agent' : 'supervisor'];
  const slot = element('div');
  fill(
    header,
    element('a', { class: 'brand', href: places[0][0] }, t('desk.brand')),
    element('nav', { 'aria-label': t('desk.nav') }, element('ul', {}, places.map(([href, key]) => link(href, t(key), current)))),
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

/** Another place of the same page is shown. @param {HTMLElement} header @param {Place} place */
export function markCurrent(header, place) {
  for (const one of header.querySelectorAll('nav a')) {
    if (one.getAttribute('href') === place) one.setAttribute('aria-current', 'page');
    else one.removeAttribute('aria-current');
  }
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
