/**
 * The first screen: who is calling, about which parcel, what will happen. Its one button spends the link.
 */

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
 * @param {() => Promise<string | null>} about.enter gives the words for what went wrong, null when it went well
 * @param {boolean} about.inApp the page seems to be inside another app
 * @param {AbortSignal} about.signal
 */
export function welcome(preview, { enter, inApp, signal }) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const button = element('button', { type: 'button', class: 'primary large wide' }, element('span', {}, t('welcome.enter')), icon('arrow'));
  const click = async () => {
    trouble.hidden = true;
    busy(button, true);
    const refused = await enter();
    if (signal.aborted) return;
    busy(button, false);
    trouble.textContent = refused ?? '';
    trouble.hidden = refused === null;
  };
  button.addEventListener('click', click, { signal });
  return element(
    'div',
    { class: 'welcome' },
    element('div', { class: 'welcome-who' }, preview.agent_name ? portrait(preview.agent_name) : element('span', { class: 'portrait' }, icon('people'))),
    element(
      'div',
      { class: 'welcome-words' },
      element('h1', {}, preview.agent_name ? t('welcome.title', { agent: preview.agent_name }) : t('welcome.title.queue')),
      element('p', { class: 'lead' }, t('welcome.lead')),
    ),
    parcelCard(preview.case),
    inApp && inAppAdvice(signal),
    element('div', { class: 'welcome-enter' }, trouble, button, element('p', { class: 'small soft center' }, t('welcome.expires', { time: expiry(preview.expires_at) }))),
    facts(),
  );
}

function facts() {
  return element(
    'section',
    { class: 'facts' },
    element('h2', {}, t('welcome.facts')),
    element(
      'ul',
      {},
      element('li', {}, icon('eye-off'), element('span', {}, t('welcome.fact.hidden'))),
      element('li', {}, icon('lock'), element('span', {}, t('welcome.fact.recording'))),
      element('li', {}, icon('heart'), element('span', {}, t('welcome.fact.install'))),
    ),
  );
}

/** @param {HTMLButtonElement} button @param {boolean} now */
function busy(button, now) {
  button.disabled = now;
  button.querySelector('span')?.replaceChildren(t(now ? 'welcome.enter.busy' : 'welcome.enter'));
}

/** Today is a time of day; any other day is said. @param {string} at */
function expiry(at) {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return when(at, today ? { timeStyle: 'short' } : { dateStyle: 'long', timeStyle: 'short' });
}
