/**
 * A question that must be answered before something is done for good.
 */

import { element } from './element.js';

/**
 * @param {{title: string, text: string, yes: string, no: string}} words
 * @param {AbortSignal} signal closes it as a no
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, yes, no }, signal) {
  const form = element(
    'form',
    { method: 'dialog', class: 'stack' },
    element('h2', { id: 'question-title' }, title),
    element('p', {}, text),
    element(
      'div',
      { class: 'row' },
      element('button', { value: 'no', autofocus: true }, no),
      element('button', { value: 'yes', class: 'danger' }, yes),
    ),
  );
  const dialog = element('dialog', { 'aria-labelledby': 'question-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => dialog.close('no'), { once: true });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
