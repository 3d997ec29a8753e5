/**
 * A control under its words, and forms that are sent once at a time.
 */

import { element } from './element.js';
import { wordsForError } from './error_words.js';

/** @param {string} words @param {string} id @param {HTMLElement} control */
export function labelled(words, id, control) {
  control.id = id;
  return element('div', { class: 'field' }, element('label', { for: id }, words), control);
}

/** @param {string} name @param {[value: string, words: string][]} choices @param {string | null} [chosen] */
export function choice(name, choices, chosen = '') {
  return element('select', { name }, choices.map(([value, words]) => element('option', { value, selected: value === (chosen ?? '') }, words)));
}

/**
 * @param {{words: string, look?: string, send: () => Promise<void>}} what
 * @param {...(import('./element.js').Child | import('./element.js').Child[])} fields
 */
export function sentForm({ words, look = 'primary', send }, ...fields) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const button = element('button', { class: look }, words);
  const submitted = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.hidden = true;
    try {
      await send();
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
    button.disabled = false;
  };
  return element('form', { class: 'stack', onsubmit: (event) => void submitted(event) }, ...fields, trouble, element('div', {}, button));
}
