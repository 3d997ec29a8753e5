/**
 * A bar that moves with the voice, and a word once it has moved: the microphone works.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

const BARS = 24;
const HEARD = 0.45;

/** @param {{heard: boolean}} memory survives a drawing in another language */
export function levelBar(memory) {
  const hint = element('p', { class: 'small soft', role: 'status' }, t(memory.heard ? 'lobby.level.heard' : 'lobby.level.hint'));
  const bars = Array.from({ length: BARS }, () => element('span', {}));
  const meter = element('div', { class: 'level', role: 'img', 'aria-label': t('lobby.level') }, bars);
  /** @param {number} level 0 to 1 */
  const show = (level) => {
    const lit = Math.round(level * BARS);
    for (const [index, bar] of bars.entries()) bar.classList.toggle('lit', index < lit);
    if (level < HEARD || memory.heard) return;
    memory.heard = true;
    hint.textContent = t('lobby.level.heard');
  };
  return { view: element('div', { class: 'level-row' }, icon('microphone'), element('div', {}, meter, hint)), show };
}
