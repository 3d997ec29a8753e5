/**
 * Sending the customer their own copy: one click, and then who brought it; where nobody could, the link to be sent by hand.
 */

import { copyButton } from './copy_button.js';
import { t } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').CopyLink} CopyLink */

/** @param {() => Promise<CopyLink>} send @param {AbortSignal} signal */
export function sendCopy(send, signal) {
  const said = element('div', { class: 'stack tight', role: 'status' });
  const press = async () => {
    button.disabled = true;
    try {
      const { copy_url: url, way, to } = await send();
      fill(
        said,
        element('p', { class: 'small', dir: 'auto' }, way ? t(`customer_copy.${way}`, { to: to ?? '' }) : t('customer_copy.by_hand')),
        !way && copyButton(t('customer_copy.copy'), () => navigator.clipboard.writeText(url), signal),
      );
    } catch (error) {
      if (!signal.aborted) fill(said, element('p', { class: 'small notice bad' }, wordsForError(error)));
    }
    button.disabled = false;
  };
  /** @type {HTMLButtonElement} */
  const button = element('button', { type: 'button', onclick: press }, t('customer_copy.send'));
  return element('div', { class: 'stack tight send-copy' }, element('div', { class: 'row' }, button, element('span', { class: 'small soft' }, t('customer_copy.lead'))), said);
}
