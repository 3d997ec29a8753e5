/**
 * Two fields and a button; what went wrong is said beside them.
 */

import { t } from './desk_words.js';
import { element } from './element.js';

/**
 * @param {(email: string, password: string) => Promise<string | null>} submit the words for what went wrong, or null
 */
export function signinForm(submit) {
  const problem = element('p', { class: 'notice bad', role: 'alert', id: 'problem', hidden: true });
  const email = element('input', { id: 'email', name: 'email', type: 'email', autocomplete: 'username', autofocus: true, dir: 'ltr' });
  const password = element('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', dir: 'ltr' });
  const button = element('button', { class: 'primary' }, t('signin.submit'));
  const show = (/** @type {string} */ words) => {
    problem.textContent = words;
    problem.hidden = !words;
    for (const field of [email, password]) field.toggleAttribute('aria-invalid', Boolean(words));
  };
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!email.value.trim() || !password.value) return show(t('signin.missing'));
    show('');
    button.disabled = true;
    button.textContent = t('signin.busy');
    const words = await submit(email.value.trim(), password.value);
    if (words === null) return;
    button.disabled = false;
    button.textContent = t('signin.submit');
    show(words);
    password.select();
  };
  return element(
    'form',
    { class: 'stack', novalidate: true, onsubmit: send, 'aria-describedby': 'problem' },
    problem,
    labelled(t('signin.email'), email),
    labelled(t('signin.password'), password),
    showPassword(password),
    button,
  );
}

/** @param {string} words @param {HTMLInputElement} input */
function labelled(words, input) {
  return element('div', { class: 'field' }, element('label', { for: input.id }, words), input);
}

/** @param {HTMLInputElement} password */
function showPassword(password) {
  const toggle = (/** @type {Event} */ event) => {
    password.type = /** @type {HTMLInputElement} */ (event.currentTarget).checked ? 'text' : 'password';
  };
  return element('label', { class: 'row small' }, element('input', { type: 'checkbox', onchange: toggle }), t('signin.show_password'));
}
