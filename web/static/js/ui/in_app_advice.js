/**
 * Inside another app camera and microphone often stay shut: how to get out, before the link is bound to this place and
 * after it.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** The link has not been used: it opens in any browser. @param {AbortSignal} signal */
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

/** The link is bound to this place by now, so another way has to be made. @param {() => void} goOn */
export function inAppWayOut(goOn) {
  return element(
    'section',
    { class: 'notice warn stack' },
    element('h2', {}, t('inapp.title')),
    element('p', {}, t('inapp.inside')),
    element('div', { class: 'row' }, element('button', { type: 'button', onclick: goOn }, icon('devices'), t('device.offer.inapp'))),
  );
}
