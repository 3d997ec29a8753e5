/**
 * The alert that stands on a case: what is wrong, what to do, by when, and the button for whoever has dealt with it.
 */

import { adviceLine, whyWords } from './alert_words.js';
import { day, t } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').AlertView} AlertView */

/** @param {AlertView} alert @param {(id: string) => Promise<unknown>} settle */
export function alertPanel(alert, settle) {
  const place = element(
    'section',
    { class: 'panel alert-panel', id: 'alert', 'aria-labelledby': 'alert-title' },
    element('h2', { id: 'alert-title', tabindex: -1 }, t('tasks.alert')),
    element('p', {}, whyWords(alert)),
    adviceLine(alert),
    element('p', { class: 'soft small' }, t('tasks.due', { date: day(alert.act_by) })),
  );
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const button = element('button', { type: 'button', onclick: () => void press() }, t('tasks.settle'));
  const press = async () => {
    button.disabled = true;
    trouble.hidden = true;
    try {
      await settle(alert.id);
      fill(place, element('p', { role: 'status', tabindex: -1 }, t('tasks.settled')));
      place.removeAttribute('aria-labelledby');
      place.querySelector('p')?.focus();
    } catch (error) {
      button.disabled = false;
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
  };
  place.append(element('div', { class: 'row' }, button), trouble);
  return place;
}
