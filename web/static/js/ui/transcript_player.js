/**
 * Plays a voice, or a whole recording, from a moment on. Nothing is fetched before the click: each listening is noted.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { wordsForCode } from './error_words.js';

/** So much before the first word, or its beginning is missed. */
const LEAD_S = 0.3;

/** @typedef {{url: string, fromS: number, name: string}} Played */

/** @param {(url: string) => Promise<string>} why the stable code of why nothing is played from there */
export function transcriptPlayer(why) {
  const problem = element('p', { class: 'small', role: 'alert' });
  const failed = async () => {
    const url = sound.dataset.url ?? '';
    const code = await why(url);
    if (sound.dataset.url === url) problem.textContent = wordsForCode(code);
  };
  const sound = element('audio', { controls: true, preload: 'none', onerror: () => void failed() });
  const place = element('div', { class: 'transcript-player', hidden: true }, sound, problem);
  return {
    place,
    /** @param {Played} what */
    play({ url, fromS, name }) {
      problem.textContent = '';
      place.hidden = false;
      sound.setAttribute('aria-label', t('transcript.player', { name }));
      if (sound.dataset.url !== url) {
        sound.dataset.url = url;
        sound.src = url;
      }
      sound.currentTime = Math.max(0, fromS - LEAD_S); // before anything is loaded: where it will begin
      sound.play().catch(() => {}); // what goes wrong the element tells by its error; a browser that wants another click shows its controls
    },
  };
}
