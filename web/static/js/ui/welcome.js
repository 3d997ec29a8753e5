/**
 * The first screen: who is calling, about which parcel, what will happen. Its one button spends the link.
 */

import { nobodyThere } from '../state/call_back.js';
import { isRequired } from '../state/recording_rule.js';
import { nobodyWords } from './call_back_offer.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { inAppAdvice } from './in_app_advice.js';
import { parcelCard } from './parcel_card.js';
import { portrait } from './portrait.js';
import { t, when } from './words.js';

/** @typedef {import('../protocol/join_api.js').Preview} Preview */

/**
 * @param {Preview} preview
 * @param {object} about
 * @param {(choice: {wish: boolean}) => Promise<string | null>} about.enter gives the words for what went wrong, null when it went
 *   well; `wish`: straight to the form for a call-back
 * @param {boolean} about.inApp the page seems to be inside another app
 * @param {AbortSignal} about.signal
 */
export function welcome(preview, { enter, inApp, signal }) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const { staffing } = preview;
  const nobody = nobodyThere(staffing);
  const button = element('button', { type: 'button', class: 'primary large wide' }, element('span', {}, t(nobody ? 'callback.choose' : 'welcome.enter')), icon('arrow'));
  const wait = nobody && element('button', { type: 'button', class: 'quiet wide' }, element('span', {}, t('nobody.wait')));
  const required = !nobody && isRequired(preview.recording);
  const rather = required && element('button', { type: 'button', class: 'quiet wide' }, element('span', {}, t('welcome.rather_written')));
  const press = async (/** @type {HTMLButtonElement} */ pressed, /** @type {boolean} */ wish) => {
    trouble.hidden = true;
    busy(pressed, true);
    const refused = await enter({ wish });
    if (signal.aborted) return;
    busy(pressed, false);
    trouble.textContent = refused ?? '';
    trouble.hidden = refused === null;
  };
  button.addEventListener('click', () => press(button, nobody), { signal });
  if (wait) wait.addEventListener('click', () => press(wait, false), { signal });
  if (rather) rather.addEventListener('click', () => press(rather, true), { signal });
  return element(
    'div',
    { class: 'welcome' },
    element('div', { class: 'welcome-who' }, preview.agent_name ? portrait(preview.agent_name) : element('span', { class: 'portrait' }, icon('people'))),
    element(
      'div',
      { class: 'welcome-words' },
      element('h1', {}, titleWords(preview, nobody)),
      staffing && nobody && element('p', { class: 'lead nobody-now' }, nobodyWords(staffing)),
      element('p', { class: 'lead' }, t(nobody ? 'nobody.offer' : 'welcome.lead')),
    ),
    inApp && inAppAdvice(signal),
    parcelCard(preview.case),
    rather && element('div', { class: 'welcome-required' }, element('p', { class: 'notice' }, t(`welcome.fact.recording.${preview.recording}`)), rather),
    element('div', { class: 'welcome-enter' }, trouble, button, wait, element('p', { class: 'small soft center' }, t('welcome.expires', { time: expiry(preview.expires_at) }))),
    !nobody && facts(preview.recording),
  );
}

/** @param {Preview} preview @param {boolean} nobody */
function titleWords({ agent_name: agent }, nobody) {
  if (nobody) return t('nobody.title');
  return agent ? t('welcome.title', { agent }) : t('welcome.title.queue');
}

/** @param {import('../protocol/wire.js').RecordingWhen} recording */
function facts(recording) {
  return element(
    'section',
    { class: 'facts' },
    element('h2', {}, t('welcome.facts')),
    element(
      'ul',
      {},
      element('li', {}, icon('eye-off'), element('span', {}, t('welcome.fact.hidden'))),
      !isRequired(recording) && element('li', {}, icon('lock'), element('span', {}, t(recording === 'on_request' ? 'welcome.fact.recording' : `welcome.fact.recording.${recording}`))),
      element('li', {}, icon('heart'), element('span', {}, t('welcome.fact.install'))),
    ),
  );
}

/** @param {HTMLButtonElement} button @param {boolean} now */
function busy(button, now) {
  const words = button.querySelector('span');
  button.disabled = now;
  if (!words) return;
  words.dataset.words ??= words.textContent ?? '';
  words.textContent = now ? t('welcome.enter.busy') : words.dataset.words;
}

/** Today is a time of day; any other day is said. @param {string} at */
function expiry(at) {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return when(at, today ? { timeStyle: 'short' } : { dateStyle: 'long', timeStyle: 'short' });
}
