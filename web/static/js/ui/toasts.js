/**
 * Short news that needs no answer, also for those who hear the page. What needs an answer is a dialog.
 */

import { element } from './element.js';

const SHOWN_MS = 7000;
const MOST = 3;

/**
 * @param {AbortSignal} signal
 * @returns {(text: string, kind?: 'news' | 'trouble') => void}
 */
export function toasts(signal) {
  const place = element('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  document.body.append(place);
  signal.addEventListener('abort', () => place.remove(), { once: true });
  return (text, kind = 'news') => {
    if ([...place.children].some((toast) => toast.textContent === text)) return;
    const toast = element('p', { class: `toast ${kind}` }, text);
    place.append(toast);
    // What fills the whole screen covers everything beside it.
    const above = document.fullscreenElement ?? document.body;
    if (place.parentElement !== above) above.append(place);
    while (place.childElementCount > MOST) place.firstElementChild?.remove();
    setTimeout(() => toast.remove(), SHOWN_MS);
  };
}
