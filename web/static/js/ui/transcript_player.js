/**
 * Plays one voice from a moment on. Nothing is fetched before the click: each listening is noted.
 */

import { t } from './desk_words.js';
import { element } from './element.js';

/** So much before the first word, or its beginning is missed. */
const LEAD_S = 0.3;

/** @param {(partId: string) => string} url of a part's sound */
export function transcriptPlayer(url) {
  const problem = element('p', { class: 'small', role: 'alert' });
  const failed = () => (problem.textContent = t('log.part.failed'));
  const sound = element('audio', { controls: true, preload: 'none', onerror: failed });
  const place = element('div', { class: 'transcript-player', hidden: true }, sound, problem);
  return {
    place,
    /** @param {{partId: string, fromS: number, name: string}} what */
    play({ partId, fromS, name }) {
      problem.textContent = '';
      place.hidden = false;
      if (sound.dataset.part !== partId) {
        sound.dataset.part = partId;
        sound.src = url(partId);
        sound.setAttribute('aria-label', t('transcript.player', { name }));
      }
      sound.currentTime = Math.max(0, fromS - LEAD_S); // before anything is loaded: where it will begin
      sound.play().catch((/** @type {DOMException} */ { name: why }) => why !== 'AbortError' && failed());
    },
  };
}
