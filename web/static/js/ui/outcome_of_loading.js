/**
 * What stands where something is to be shown and is not there: not yet, not at all, or not this time.
 */

import { element } from './element.js';
import { t } from './desk_words.js';
import { wordsForError } from './error_words.js';

export function loading() {
  return element('p', { class: 'empty', role: 'status' }, t('desk.loading'));
}

/** @param {...string} lines */
export function empty(...lines) {
  return element('div', { class: 'empty' }, ...lines.map((line) => element('p', {}, line)));
}

/**
 * @param {unknown} error
 * @param {(() => void) | null} retry null where trying again cannot help
 */
export function failure(error, retry) {
  return element(
    'div',
    { class: 'notice bad', role: 'alert' },
    element('p', {}, wordsForError(error)),
    retry && element('button', { type: 'button', onclick: retry }, t('desk.retry')),
  );
}
