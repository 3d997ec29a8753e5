/**
 * Whether this is a phone or a tablet, which is held in the hand and put away in the middle of a call; and what is worth a word there.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

export function isPhone() {
  return matchMedia('(pointer: coarse) and (hover: none)').matches;
}

/** Where the sound comes from, for whoever is about to hold it to the ear. */
export function phoneHint() {
  return element('p', { class: 'promise' }, icon('speaker'), element('span', {}, t('lobby.phone')));
}
