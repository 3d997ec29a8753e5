/** `/signin`: the one page agents and supervisors see without a session. */

import { readSession, signIn } from '../protocol/desk_api.js';
import { nextPath } from '../state/next_path.js';
import { loadDeskWords, t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { wordsForError } from '../ui/error_words.js';
import { signinForm } from '../ui/signin_form.js';

const page = new AbortController();
addEventListener('pagehide', () => page.abort());

/** @param {import('../protocol/desk.js').User} user */
function goOn(user) {
  const home = user.role === 'supervisor' ? '/logs' : '/agent';
  location.replace(nextPath(new URLSearchParams(location.search).get('next'), home));
}

/** @param {string} email @param {string} password @returns {Promise<string | null>} */
async function submit(email, password) {
  try {
    goOn((await signIn(email, password, page.signal)).user);
    return null;
  } catch (error) {
    return wordsForError(error);
  }
}

await loadDeskWords(page.signal);
document.title = `${t('signin.title')} – ${t('desk.brand')}`;
fill(the('#main', HTMLElement), element('h1', {}, t('desk.brand')), element('p', { class: 'soft' }, t('signin.lead')), signinForm(submit));
readSession(page.signal).then(({ user }) => goOn(user), () => {}); // no session is what this page is for
