/**
 * How every page of agents and supervisors begins: words, session, the bar on top. Without a session it leads to sign-in
 * and back here.
 */

import { readSession, signOut } from '../protocol/desk_api.js';
import { signinPath } from '../state/next_path.js';
import { loadDeskWords, t } from '../ui/desk_words.js';
import { element, the } from '../ui/element.js';
import { topbar } from '../ui/topbar.js';

/**
 * @param {object} page
 * @param {'/agent' | '/logs'} page.current which entry of the bar this is
 * @param {string} page.title key of its title
 * @param {Node[]} [page.extras] what it puts into the bar
 * @returns {Promise<{signal: AbortSignal, session: import('../protocol/desk.js').Session}>} `signal` ends with the page
 */
export async function openDesk({ current, title, extras }) {
  const page = new AbortController();
  addEventListener('pagehide', (event) => event.persisted || page.abort());
  const [session] = await Promise.all([sessionOrSignIn(page.signal), loadDeskWords(page.signal)]);
  document.title = `${t(title)} – ${t('desk.brand')}`;
  const header = the('#topbar', HTMLElement);
  topbar(header, { user: session.user, current, extras, onSignOut: () => leave(page.signal) });
  header.before(element('a', { class: 'skip', href: '#main' }, t('desk.nav.skip')));
  return { signal: page.signal, session };
}

/** @param {AbortSignal} signal */
async function sessionOrSignIn(signal) {
  try {
    return await readSession(signal);
  } catch (error) {
    if (/** @type {{code?: string}} */ (error).code !== 'unauthenticated') throw error;
    location.replace(signinPath(location));
    return new Promise(() => {}); // the page is on its way out: nothing after this may run
  }
}

/** @param {AbortSignal} signal */
async function leave(signal) {
  await signOut(signal).catch(() => {}); // gone or never there: the sign-in page says which
  location.assign('/signin');
}
