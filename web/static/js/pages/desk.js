/**
 * How every page of agents and supervisors begins: words, session, the bar on top. Without a session it leads to sign-in
 * and back here.
 */

import { readSession, signOut } from '../protocol/desk_api.js';
import { newPageId } from '../protocol/socket.js';
import { signinPath } from '../state/next_path.js';
import { loadDeskWords, t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { wordsForCode } from '../ui/error_words.js';
import { failure } from '../ui/outcome_of_loading.js';
import { topbar } from '../ui/topbar.js';
import { openSocket } from './open_socket.js';

const PATIENCE_MS = 1500;

/**
 * @param {object} page
 * @param {import('../ui/topbar.js').Place} page.current which entry of the bar this is
 * @param {string} page.title key of its title
 * @returns {Promise<{signal: AbortSignal, session: import('../protocol/desk.js').Session, slot: HTMLElement}>} `signal`
 *   ends with the page; `slot` is the page's own place in the bar
 */
export async function openDesk({ current, title }) {
  const page = new AbortController();
  addEventListener('pagehide', (event) => event.persisted || page.abort());
  const session = await sessionOrSignIn(page.signal);
  await loadDeskWords(page.signal, [session.user.language, ...navigator.languages]);
  document.title = `${t(title)} – ${t('desk.brand')}`;
  const header = the('#topbar', HTMLElement);
  const slot = topbar(header, { user: session.user, current, onSignOut: () => leave(page.signal) });
  header.before(element('a', { class: 'skip', href: '#main' }, t('desk.nav.skip')));
  return { signal: page.signal, session, slot };
}

/** Where a call is taken part in, and written up. @param {string} reference @param {string} callId */
export function callPath(reference, callId) {
  return `/agent/cases/${encodeURIComponent(reference)}?call=${encodeURIComponent(callId)}`;
}

/**
 * The page's line to a node, with news of its state.
 *
 * @param {import('../protocol/desk.js').Session} session
 * @param {{say: (text: string, kind?: 'trouble') => void, signal: AbortSignal}} page
 */
export function openLine({ socket_token: token }, { say, signal }) {
  const renew = async () => (await readSession(signal)).socket_token;
  const socket = openSocket({ token, pageId: newPageId(), renew, signal });
  /** A line that is back at once is no news. @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;
  let told = false;
  socket.onStatus(({ status, code }) => {
    if (status === 'closed' && code === 'unauthenticated') location.replace(signinPath(location));
    else if (status === 'closed' && code && code !== 'replaced') say(wordsForCode(code), 'trouble'); // the call says itself where it went
    if (status === 'offline') patience ??= setTimeout(() => say(t('desk.offline'), (told = true) && 'trouble'), PATIENCE_MS);
    if (status !== 'online' && status !== 'closed') return;
    clearTimeout(patience);
    patience = undefined;
    if (told && status === 'online') say(t('desk.online'));
    told = false;
  }, signal);
  return socket;
}

/** @param {AbortSignal} signal */
async function sessionOrSignIn(signal) {
  try {
    return await readSession(signal);
  } catch (error) {
    if (/** @type {{code?: string}} */ (error).code === 'unauthenticated') location.replace(signinPath(location));
    else await showUnreachable(error, signal);
    return new Promise(() => {}); // without a session nothing after this may run
  }
}

/** @param {unknown} error @param {AbortSignal} signal */
async function showUnreachable(error, signal) {
  await loadDeskWords(signal);
  fill(the('#main', HTMLElement), failure(error, () => location.reload()));
}

/** @param {AbortSignal} signal */
async function leave(signal) {
  await signOut(signal).catch(() => {}); // gone or never there: the sign-in page says which
  location.assign('/signin');
}
