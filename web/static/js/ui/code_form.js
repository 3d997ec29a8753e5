/**
 * The way in by telephone: a short code that the agent reads out, and the end of the tracking number.
 */

import { checkCharacters, codeDigits } from '../state/join_address.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

const DIGITS = 8;
const CHECK = 4;

/**
 * @param {object} about
 * @param {(code: string, check: string) => Promise<string | null>} about.enter gives the words for what went wrong
 * @param {{code: string, check: string}} about.typed what stood there before; kept in step
 * @param {AbortSignal} about.signal
 */
export function codeForm({ enter, typed, signal }) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', id: 'code-trouble', hidden: true });
  const code = element('input', {
    id: 'code', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 24, required: true, dir: 'ltr',
    'aria-describedby': 'code-hint', value: typed.code, oninput: () => (typed.code = code.value),
  });
  const check = element('input', {
    id: 'check', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 40, required: true, dir: 'ltr',
    value: typed.check, oninput: () => (typed.check = check.value),
  });
  const button = element('button', { class: 'primary large wide' }, element('span', {}, t('code.submit')), icon('arrow'));
  /** @param {string | null} words @param {HTMLInputElement} [field] */
  const complain = (words, field) => {
    trouble.textContent = words ?? '';
    trouble.hidden = words === null;
    for (const each of [code, check]) each.toggleAttribute('aria-invalid', false);
    field?.setAttribute('aria-invalid', 'true');
    field?.focus();
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const [digits, tail] = [codeDigits(code.value), checkCharacters(check.value)];
    if (digits.length !== DIGITS) return complain(t(digits ? 'code.length' : 'code.missing'), code);
    if (tail.length !== CHECK) return complain(t(tail ? 'code.check.length' : 'code.missing'), check);
    complain(null);
    button.disabled = true;
    const refused = await enter(digits, tail);
    if (signal.aborted) return;
    button.disabled = false;
    if (refused) complain(refused, code);
  };
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('phone')),
    element('h1', {}, t('code.title')),
    element('p', { class: 'lead' }, t('code.lead')),
    element(
      'form',
      { class: 'stack', novalidate: true, onsubmit: submit },
      field('code', t('code.code'), code, element('span', { class: 'small soft', id: 'code-hint' }, t('code.code.hint'))),
      field('check', t('code.check'), check),
      trouble,
      button,
    ),
  );
}

/** @param {string} id @param {string} words @param {HTMLInputElement} input @param {HTMLElement} [hint] */
function field(id, words, input, hint) {
  return element('div', { class: 'field' }, element('label', { for: id }, words), input, hint);
}
