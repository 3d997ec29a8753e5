/**
 * Those who wait now, on the console: whoever has waited longest on top, why they ask, and whether this agent can serve them.
 */

import { serverNow } from '../protocol/server_clock.js';
import { count, duration, languageName, t } from './desk_words.js';
import { element, fill } from './element.js';
import { panel } from './facts.js';

/** @typedef {import('../protocol/desk.js').WaitingLine} WaitingLine */
/** @typedef {import('../protocol/desk.js').WaitingList} WaitingList */

/** Longer than this, a wait is marked. */
const LONG_S = 300;

/** @param {readonly string[]} languages this agent's, BCP 47 @param {AbortSignal} signal */
export function waitingPanel(languages, signal) {
  const place = element('div', { class: 'waiting-now' });
  const clock = setInterval(() => tick(place), 1000);
  signal.addEventListener('abort', () => clearInterval(clock), { once: true });
  /** @param {WaitingList} list */
  const show = ({ waiting, total }) => {
    if (waiting.length === 0) return fill(place);
    const rest = total - waiting.length;
    fill(
      place,
      panel(
        t('waits.title'),
        { id: 'waiting' },
        element('ol', { class: 'waiting-lines' }, waiting.map((line) => item(line, languages))),
        rest > 0 && element('p', { class: 'small soft' }, count('waits.more', rest)),
      ),
    );
    tick(place);
  };
  return { place, show };
}

/** @param {WaitingLine} line @param {readonly string[]} languages */
function item(line, languages) {
  const speaks = languages.some((own) => primary(own) === primary(line.language));
  return element(
    'li',
    {},
    element('time', { class: 'number waited', datetime: line.waiting_since }),
    element('span', { class: 'grow' }, element('a', { href: `/agent/cases/${encodeURIComponent(line.case_reference)}` }, line.case_reference), ' ', element('span', { dir: 'auto' }, line.customer_name)),
    element('span', { class: speaks ? 'badge' : 'badge warn', title: speaks ? null : t('waits.language') }, languageName(line.language)),
    line.interrupted && element('span', { class: 'badge warn' }, t('waits.interrupted')),
    line.ringing && element('span', { class: 'badge good' }, t('waits.ringing')),
    line.skills.length > 0 && element('span', { class: 'small soft' }, line.skills.join(', ')),
    line.reason && element('span', { class: 'small soft reason', dir: 'auto' }, line.reason),
  );
}

/** The times run without being read aloud. @param {HTMLElement} place */
function tick(place) {
  for (const time of place.querySelectorAll('time')) {
    const seconds = Math.max(0, (serverNow() - Date.parse(time.dateTime)) / 1000);
    time.textContent = duration(seconds);
    time.toggleAttribute('data-long', seconds >= LONG_S);
  }
}

/** @param {string} language */
function primary(language) {
  return language.split('-')[0].toLowerCase();
}
