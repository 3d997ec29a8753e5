/**
 * One quiet line beside the journey about a number the case had before: how much was told under it, whose that is, and the
 * other way round. What is another parcel's can be read, apart from the journey.
 */

import { count, t } from './desk_words.js';
import { element } from './element.js';
import { pressed } from './pressed.js';

/** @typedef {import('../protocol/desk.js').OtherNumber} OtherNumber */
/** @typedef {import('../protocol/desk.js').TrackingEvent} TrackingEvent */
/** @typedef {(number: string, setAside: boolean) => Promise<void>} SayWhose */

/** @param {OtherNumber} other @param {SayWhose} say @param {(event: TrackingEvent) => HTMLElement} eventItem */
export function otherNumber({ number, lines, set_aside: aside, events }, say, eventItem) {
  const words = aside ? 'numbers.aside' : 'numbers.before';
  return element(
    'div',
    { class: 'other-number stack', 'data-number': number },
    element('p', { class: 'small soft' }, count(words, lines, { number })),
    pressed([{ words: t(aside ? 'numbers.ours' : 'numbers.not_ours'), look: '', press: () => say(number, !aside) }]),
    events.length > 0 &&
      element(
        'details',
        {},
        element('summary', {}, t('numbers.show', { number })),
        element('ol', { class: 'track' }, events.map(eventItem)),
      ),
  );
}
