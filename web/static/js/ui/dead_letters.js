/**
 * Events that were given up, each with the last answer, to be sent again under their old ids.
 */

import { t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { wordsForError } from './error_words.js';
import { panel } from './facts.js';

/** @typedef {import('../protocol/desk.js').DeadLetter} DeadLetter */

const HEADS = ['when', 'event', 'case', 'endpoint', 'answer', 'again'];

/** @param {readonly DeadLetter[]} letters @param {boolean} more @param {(letter: DeadLetter | null) => Promise<void>} again null: all of them */
export function deadLettersPanel(letters, more, again) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  /** @param {string} words @param {DeadLetter | null} letter @param {string} label */
  const button = (words, letter, label) => {
    const made = element('button', { type: 'button', 'aria-label': label }, words);
    made.addEventListener('click', async () => {
      made.disabled = true;
      trouble.hidden = true;
      try {
        await again(letter);
      } catch (error) {
        trouble.textContent = wordsForError(error);
        trouble.hidden = false;
      }
      made.disabled = false;
    });
    return made;
  };
  if (letters.length === 0) return panel(t('hooks.letters'), { id: 'letters' }, element('p', { class: 'soft' }, t('hooks.letters.none')));
  const head = (/** @type {string} */ name) => t(`hooks.column.${name}`);
  return panel(
    t('hooks.letters'),
    { id: 'letters' },
    element('p', { class: 'soft' }, t('hooks.letters.lead')),
    trouble,
    element(
      'div',
      { class: 'table-frame' },
      element(
        'table',
        { class: 'table' },
        element('thead', {}, element('tr', {}, HEADS.map((name) => element('th', { scope: 'col' }, head(name))))),
        element(
          'tbody',
          {},
          letters.map((letter) =>
            element(
              'tr',
              {},
              element('td', { 'data-label': head('when') }, when(letter.created_at)),
              element('td', { 'data-label': head('event') }, wordOr('hooks.event', letter.type)),
              element('td', { class: 'reference', 'data-label': head('case') }, letter.case_reference ? element('a', { href: `/agent/cases/${encodeURIComponent(letter.case_reference)}`, class: 'code-like' }, letter.case_reference) : '–'),
              element('td', { 'data-label': head('endpoint') }, element('bdi', {}, letter.endpoint)),
              element('td', { 'data-label': head('answer') }, element('bdi', { class: 'code-like', dir: 'ltr' }, letter.last_error ?? '–')),
              element('td', { 'data-label': head('again') }, button(t('hooks.letters.again'), letter, `${t('hooks.letters.again')}: ${wordOr('hooks.event', letter.type)}, ${letter.case_reference ?? when(letter.created_at)}`)),
            ),
          ),
        ),
      ),
    ),
    more && element('p', { class: 'small soft' }, t('hooks.letters.more')),
    element('div', {}, button(t('hooks.letters.all'), null, t('hooks.letters.all'))),
  );
}
