/**
 * The list of keys, and the switch that turns them off: for whoever dictates, or presses keys by accident.
 */

import { KEYS } from '../state/shortcuts.js';
import { t } from './desk_words.js';
import { element } from './element.js';

/** @param {{set: (on: boolean) => void}} act */
export function shortcutsDialog({ set }) {
  const onOff = element('input', { type: 'checkbox', id: 'keys-on', onchange: () => set(onOff.checked) });
  const rows = Object.entries(KEYS).flatMap(([name, key]) => [element('dt', {}, element('kbd', {}, key.toUpperCase())), element('dd', {}, t(`keys.${name}`))]);
  const dialog = element(
    'dialog',
    { class: 'keys', 'aria-labelledby': 'keys-title' },
    element(
      'form',
      { method: 'dialog', class: 'stack' },
      element('h2', { id: 'keys-title' }, t('keys.title')),
      element('dl', { class: 'facts' }, rows),
      element('label', { class: 'row', for: 'keys-on' }, onOff, element('span', {}, t('keys.on'))),
      element('div', {}, element('button', { class: 'primary' }, t('keys.close'))),
    ),
  );
  const open = (/** @type {{on: boolean}} */ { on }) => {
    onOff.checked = on;
    dialog.showModal();
  };
  return { dialog, open };
}
