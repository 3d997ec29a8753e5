/**
 * Buttons of which one is pressed at a time; what went wrong stands beneath them.
 */

import { element } from './element.js';
import { wordsForError } from './error_words.js';

/** @param {{words: string, look: string, press: () => Promise<void>}[]} choices */
export function pressed(choices) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  /** @param {() => Promise<void>} act */
  const press = async (act) => {
    for (const button of buttons) button.disabled = true;
    trouble.hidden = true;
    try {
      await act();
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
    for (const button of buttons) button.disabled = false;
  };
  const buttons = choices.map(({ words, look, press: act }) => element('button', { type: 'button', class: look, onclick: () => void press(act) }, words));
  return element('div', { class: 'stack' }, element('div', { class: 'row' }, buttons), trouble);
}
