/**
 * Inside another app camera and microphone often stay shut: how to get out, before the link is bound to this place.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** @param {AbortSignal} signal */
export function inAppAdvice(signal) {
  const said = element('span', { class: 'small', role: 'status' });
  const button = element('button', { type: 'button' }, icon('copy'), t('inapp.copy'));
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(location.href).then(() => true, () => false);
    said.textContent = t(copied ? 'inapp.copied' : 'inapp.copy_failed');
  };
  if (navigator.clipboard) button.addEventListener('click', copy, { signal });
  return element(
    'section',
    { class: 'notice warn stack' },
    element('h2', {}, t('inapp.title')),
    element('p', {}, t('inapp.text')),
    navigator.clipboard && element('div', { class: 'row' }, button, said),
  );
}
