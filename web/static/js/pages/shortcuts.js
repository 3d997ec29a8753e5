/**
 * Keys on an agent's pages press the button that is there; where there is none, they do nothing.
 */

import { KEYS, shortcutFor } from '../state/shortcuts.js';
import { t } from '../ui/desk_words.js';
import { element } from '../ui/element.js';
import { hintAt } from '../ui/key_hints.js';
import { shortcutsDialog } from '../ui/shortcuts_dialog.js';

const STORED = 'reassure.shortcuts';
const TYPED_INTO = 'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable]';

/** @param {object} page @param {HTMLElement} page.slot where the button for the list goes @param {() => Promise<void>} page.search leads to the view that has a field to search in @param {AbortSignal} page.signal */
export function shortcutsOn({ slot, search, signal }) {
  let on = read();
  const set = (/** @type {boolean} */ wanted) => {
    on = wanted;
    keep(wanted);
    hintAt(wanted ? KEYS : {});
  };
  const { dialog, open } = shortcutsDialog({ set });
  document.body.append(dialog);
  slot.append(element('button', { type: 'button', class: 'quiet keys-button', title: t('keys.title'), 'aria-label': t('keys.title'), onclick: () => open({ on }) }, '?'));
  set(on);
  document.addEventListener(
    'keydown',
    (event) => {
      const typing = event.target instanceof Element && event.target.closest(TYPED_INTO) !== null;
      const wanted = shortcutFor(event, { on, typing, asked: document.querySelector('dialog:modal') !== null });
      if (!wanted) return;
      if (wanted === 'list') open({ on });
      else if (wanted === 'search') void findSearch(search);
      else if (wanted === 'next' || wanted === 'previous') step(wanted === 'next' ? 1 : -1);
      else if (!press(wanted)) return;
      event.preventDefault();
    },
    { signal },
  );
}

/** @param {string} control @returns {boolean} whether there is one to press */
function press(control) {
  const button = document.querySelector(`[data-control="${control}"]`);
  if (!(button instanceof HTMLButtonElement) || button.disabled || !button.checkVisibility()) return false;
  button.click();
  return true;
}

/** From row to row of a list; Enter opens what is marked. @param {1 | -1} by */
function step(by) {
  const rows = [...document.querySelectorAll('a[data-row]')].filter((row) => row instanceof HTMLElement && row.checkVisibility());
  const at = rows.findIndex((row) => row.closest('li, tr')?.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (next instanceof HTMLElement) next.focus();
}

/** @param {() => Promise<void>} elsewhere leads to the view that has the field */
async function findSearch(elsewhere) {
  const field = () => document.querySelector('#search');
  if (!field()) await elsewhere();
  const found = field();
  if (found instanceof HTMLElement) found.focus();
}

function read() {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true; // storage is forbidden here: they are on until turned off for this page
  }
}

/** @param {boolean} on */
function keep(on) {
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // It holds for this page.
  }
}
