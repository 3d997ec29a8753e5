/**
 * Inside another app camera and microphone often stay shut: how to get out, before the link is bound to this place and
 * after it. The way out is this app's own menu, or one touch where the app lets it.
 */

import { appAround, doorToBrowser } from '../state/in_app.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { stepList } from './step_list.js';
import { t } from './words.js';

/** Until then the browser has come, or it will not. */
const OPENED_MS = 2000;

/** The link has not been used: it opens in any browser. @param {AbortSignal} signal */
export function inAppAdvice(signal) {
  const app = appAround(navigator.userAgent);
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
    element('p', {}, app?.name ? t('inapp.within', { app: app.name }) : t('inapp.within.unknown')),
    doorButton(location.href, signal),
    stepList(stepsOut(app?.menu ?? 'unknown')),
    navigator.clipboard && element('div', { class: 'row' }, button, said),
    element('p', {}, t('inapp.stay')),
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

/** One touch into the browser, and what to do where it does nothing; null where it is known to do nothing. @param {string} url @param {AbortSignal} signal */
export function doorButton(url, signal) {
  const app = appAround(navigator.userAgent);
  const door = app && doorToBrowser(app, url, navigator.userAgent);
  if (!door) return null;
  const said = element('p', { class: 'small', role: 'status' });
  const button = element('a', { class: 'button primary wide', href: door, rel: 'noreferrer' }, t('inapp.open'));
  const pressed = () => {
    const timer = setTimeout(() => document.hidden || (said.textContent = t('inapp.open.nothing')), OPENED_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  button.addEventListener('click', pressed, { signal });
  return element('div', { class: 'stack' }, button, said);
}

/** @param {import('../state/in_app.js').App['menu']} menu @returns {import('../state/allow_steps.js').Step[]} */
function stepsOut(menu) {
  const picture = menu === 'bottom' ? 'app_bottom' : 'app_top';
  return [{ words: `inapp.menu.${menu}`, picture }, { words: 'inapp.choose', picture: 'app_list' }];
}
