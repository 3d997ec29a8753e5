/**
 * How every page of agents and supervisors begins: words, session, the bar on top. Without a session it leads to sign-in
 * and back here.
 */

import { readSession, signOut } from '../protocol/desk_api.js';
import { newPageId, SignalingSocket } from '../protocol/socket.js';
import { signinPath } from '../state/next_path.js';
import { loadDeskWords, t } from '../ui/desk_words.js';
import { element, the } from '../ui/element.js';
import { wordsForCode } from '../ui/error_words.js';
import { topbar } from '../ui/topbar.js';

/**
 * @param {object} page
 * @param {'/agent' | '/logs'} page.current which entry of the bar this is
 * @param {string} page.title key of its title
 * @returns {Promise<{signal: AbortSignal, session: import('../protocol/desk.js').Session, slot: HTMLElement}>} `signal`
 *   ends with the page; `slot` is the page's own place in the bar
 */
export async function openDesk({ current, title }) {
  const page = new AbortController();
  addEventListener('pagehide', (event) => event.persisted || page.abort());
  const [session] = await Promise.all([sessionOrSignIn(page.signal), loadDeskWords(page.signal)]);
  document.title = `${t(title)} – ${t('desk.brand')}`;
  const header = the('#topbar', HTMLElement);
  const slot = topbar(header, { user: session.user, current, onSignOut: () => leave(page.signal) });
  header.before(element('a', { class: 'skip', href: '#main' }, t('desk.nav.skip')));
  return { signal: page.signal, session, slot };
}

/**
 * The page's line to a node, with news of its state.
 *
 * @param {import('../protocol/desk.js').Session} session
 * @param {{say: (text: string) => void, signal: AbortSignal}} page
 */
export function openLine({ socket_token: token }, { say, signal }) {
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const renew = async () => (await readSession(signal)).socket_token;
  const socket = new SignalingSocket({ url: url.href, token, pageId: newPageId(), renew, signal });
  let lost = false;
  socket.onStatus(({ status, code }) => {
    if (status === 'closed' && code === 'unauthenticated') location.replace(signinPath(location));
    else if (status === 'closed' && code) say(wordsForCode(code));
    else if (status === 'offline' && !lost) say(t('desk.offline'));
    else if (status === 'online' && lost) say(t('desk.online'));
    lost = status === 'offline' || (lost && status !== 'online');
  }, signal);
  return socket;
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
