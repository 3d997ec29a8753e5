/**
 * What became of the notes, in small words below their field; and the choice when another window has saved others.
 */

import { clock, t } from './desk_words.js';
import { element, fill } from './element.js';
import { conflictNotice } from './wrap_up_form.js';

/** @typedef {import('../state/notes_keeper.js').NotesKeeper} NotesKeeper */

/** @param {NotesKeeper} notes @param {AbortSignal} signal */
export function notesStanding(notes, signal) {
  const said = element('p', { class: 'small soft notes-said', role: 'status' });
  const choice = element('div', { role: 'alert' });
  let shown = '';
  notes.onChange(({ standing, savedAt }) => {
    const time = savedAt === null ? '' : clock(new Date(savedAt).toISOString());
    said.textContent = standing === 'saved' ? (time && t('notes.saved', { time })) : t(`notes.${standing}`);
    if (standing === shown) return;
    shown = standing;
    said.toggleAttribute('data-trouble', standing === 'failed' || standing === 'conflict');
    fill(choice, standing === 'conflict' && conflictNotice({ mine: () => notes.keepMine(), theirs: () => notes.showTheirs(), words: t('notes.conflict.text') }));
  }, signal);
  return element('div', { class: 'notes-standing' }, said, choice);
}
