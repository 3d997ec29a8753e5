/**
 * Stopping the recording: one press stops it, and the person decides what becomes of what was recorded so far.
 */

import { element } from './element.js';
import { t } from './words.js';

/** @typedef {'keep' | 'picture' | 'discard' | 'cancel'} Withdrawal */

/**
 * @param {AbortSignal} signal closes it as a cancel
 * @param {{ends: boolean, picture: boolean}} about `ends`: the call does not go on without it; `picture`: it is recorded too, and can be stopped alone
 * @returns {Promise<Withdrawal>}
 */
export function askHowToWithdraw(signal, { ends, picture }) {
  const text = ends ? 'recording.withdraw.ends' : 'recording.withdraw.text';
  return choose({ title: 'recording.withdraw.title', text, choices: ['keep', ...(picture ? /** @type {const} */ (['picture']) : []), 'discard', 'cancel'] }, signal);
}

/** Deleting what has been recorded before. @param {AbortSignal} signal @returns {Promise<Withdrawal>} */
export function askWhetherToDelete(signal) {
  return choose({ title: 'recording.delete.title', text: 'recording.delete.text', choices: ['discard', 'cancel'], prefix: 'recording.delete' }, signal);
}

/**
 * @param {{title: string, text: string, choices: Withdrawal[], prefix?: string}} words
 * @param {AbortSignal} signal
 * @returns {Promise<Withdrawal>}
 */
function choose({ title, text, choices, prefix = 'recording.withdraw' }, signal) {
  const buttons = choices.map((value) =>
    element('button', { value, class: value === 'discard' ? 'danger' : '', autofocus: value === choices[0] }, t(`${prefix}.${value}`)),
  );
  const form = element('form', { method: 'dialog', class: 'withdraw' }, element('h2', { id: 'withdraw-title' }, t(title)), element('p', {}, t(text)), element('div', { class: 'withdraw-choices' }, buttons));
  const dialog = element('dialog', { 'aria-labelledby': 'withdraw-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => dialog.close('cancel'), { once: true });
    form.addEventListener('submit', ({ submitter }) => resolve(/** @type {Withdrawal} */ (/** @type {HTMLButtonElement} */ (submitter).value))); // `close` is told of later, and what is said until then would be recorded
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(/** @type {Withdrawal} */ (dialog.returnValue || 'cancel'));
    });
  });
}
