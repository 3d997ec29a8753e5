/**
 * The notes beside a call: one field that saves itself.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { notesStanding } from './notes_standing.js';

const LONGEST = 20_000;

/** @param {import('../state/notes_keeper.js').NotesKeeper} notes @param {AbortSignal} signal */
export function notesPanel(notes, signal) {
  /** @type {HTMLTextAreaElement} */
  const area = element('textarea', {
    rows: 4, maxlength: LONGEST, dir: 'auto', 'aria-label': t('wrap.notes'), placeholder: t('notes.hint'), oninput: () => notes.write(area.value),
  });
  notes.onChange(({ text, standing }) => {
    if (area.value !== text) area.value = text;
    area.readOnly = standing === 'closed';
  }, signal);
  return panel(t('wrap.notes'), { id: 'call-notes', class: 'call-notes' }, area, notesStanding(notes, signal));
}
