/**
 * The agent's side of recording: asking, seeing who has answered, stopping, deleting. The red dot itself belongs to the
 * call stage, which both sides share.
 */

import { possible, progress } from '../state/consent_progress.js';
import { element, fill } from './element.js';
import { t } from './desk_words.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */

/**
 * @typedef {object} RecordingAct
 * @property {() => void} ask
 * @property {() => void} stop
 * @property {() => void} discard
 */

/**
 * @param {HTMLElement} place
 * @param {CallSnapshot} call
 * @param {{ownId: string, act: RecordingAct}} own
 */
export function showRecording(place, call, { ownId, act }) {
  const may = possible(call, ownId);
  const focused = place.contains(document.activeElement) ? document.activeElement?.getAttribute('data-act') : null;
  fill(
    place,
    element('p', { role: 'status', class: 'small' }, standing(call)),
    call.recording?.state === 'asked' && answers(call),
    element(
      'div',
      { class: 'row' },
      may.ask && button('ask', act.ask),
      may.stop && button('stop', act.stop),
      may.discard && button('discard', act.discard),
    ),
  );
  // The buttons are made anew: whoever stands on one by keyboard stays there.
  if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`[data-act=${focused}]`))?.focus();
}

/** @param {'ask' | 'stop' | 'discard'} name @param {() => void} onclick */
function button(name, onclick) {
  return element('button', { type: 'button', 'data-act': name, onclick }, t(`record.${name}`));
}

/** @param {CallSnapshot} call */
function standing({ recording }) {
  if (!recording) return '';
  if (recording.state === 'asked') return t('record.progress');
  if (recording.state === 'open') return t(recording.writing ? 'record.on' : 'record.opening');
  return t(`record.${recording.state}`);
}

/** @param {CallSnapshot} call */
function answers(call) {
  return element(
    'ul',
    { class: 'answers' },
    progress(call).map(({ participant, answer }) =>
      element(
        'li',
        {},
        element('span', { class: `dot ${answer === 'open' ? 'busy' : answer === 'no' ? 'bad' : 'good'}`, 'aria-hidden': 'true' }),
        element('span', { dir: 'auto' }, participant.name),
        element('span', { class: 'soft' }, t(`record.answer.${answer}`)),
      ),
    ),
  );
}
