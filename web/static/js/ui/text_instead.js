/**
 * What stands above the text when the voice does not get through: why it has opened, and after a while the way to be called
 * back. In the same call; nothing of it ends the talk.
 */

import { isLost } from '../state/sound_ladder.js';
import { element } from './element.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */

/** @param {(() => void) | undefined} wish opens the form for a call-back; only a customer has one */
export function textInstead(wish) {
  const why = element('p', {});
  const rather = element('button', { type: 'button', hidden: true, onclick: wish }, t('callback.offer'));
  const place = element('div', { class: 'chat-instead', role: 'status', hidden: true }, why, rather);
  /** @param {CallView} view @returns {boolean} whether there is anything to say */
  const show = ({ ladder, other, ended }) => {
    const key = ended ? '' : ladder.sound !== 'heard' ? 'chat.instead' : ladder.soundThere !== 'heard' ? 'chat.instead.there' : '';
    const words = key && t(key, { name: other?.name ?? '' });
    if (why.textContent !== words) why.textContent = words;
    place.hidden = key === '';
    rather.hidden = !wish || !isLost(ladder);
    return key !== '';
  };
  return { place, show };
}
