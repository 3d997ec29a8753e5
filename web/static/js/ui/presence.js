/**
 * The agent's own line to the queue: taking calls or not, what the queue sees, how many wait.
 */

import { askForNotifications, notifications } from './attention.js';
import { count, t } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {import('../protocol/wire.js').AgentChanged} AgentChanged */

/** @type {Record<AgentChanged['state'], string>} */
const DOTS = { offline: '', available: 'good', ringing: 'busy', on_call: 'busy', wrap_up: 'busy', break: '', missed: 'bad' };

/**
 * @param {(state: 'available' | 'break') => void} choose
 */
export function presence(choose) {
  const options = /** @type {const} */ (['available', 'break']).map((state) => option(state, choose));
  const state = element('span', { class: 'agent-state', role: 'status' });
  const waiting = element('span', { class: 'waiting soft', role: 'status' });
  const missedWords = element('p', { role: 'status' });
  const missed = element('div', { class: 'notice warn agent-missed', hidden: true }, missedWords, element('button', { type: 'button', class: 'primary', onclick: () => choose('available') }, t('agent.back')));
  const bar = element(
    'div',
    { class: 'presence' },
    element('fieldset', { class: 'switch' }, element('legend', { class: 'visually-hidden' }, t('agent.presence')), options.map(({ label }) => label)),
    state,
    waiting,
  );
  /** @param {AgentChanged} agent */
  const show = (agent) => {
    const free = agent.state !== 'ringing' && agent.state !== 'on_call';
    for (const { input } of options) {
      input.checked = input.value === agent.state || (input.value === 'break' && agent.state === 'offline');
      input.disabled = !free; // a wrap-up can wait, a call cannot
    }
    fill(state, element('span', { class: `dot ${DOTS[agent.state]}`, 'aria-hidden': 'true' }), t(`agent.state.${agent.state}`));
    if (missed.hidden !== (agent.state !== 'missed')) {
      missed.hidden = agent.state !== 'missed';
      missedWords.textContent = missed.hidden ? '' : t('agent.missed');
    }
    waiting.textContent = agent.waiting === 0 ? t('agent.waiting.zero') : count('agent.waiting', agent.waiting);
    waiting.toggleAttribute('data-some', agent.waiting > 0);
  };
  return { bar, missed, show };
}

/** @param {'available' | 'break'} state @param {(state: 'available' | 'break') => void} choose */
function option(state, choose) {
  const input = element('input', { type: 'radio', name: 'presence', value: state, onchange: () => choose(state) });
  return { input, label: element('label', {}, input, element('span', {}, t(`agent.presence.${state}`))) };
}

/** The question for notifications, asked by a click; gone once it is answered with yes. */
export function notificationOffer() {
  const place = element('p', { class: 'small soft' });
  const draw = () => {
    const now = notifications();
    if (now === 'denied') return fill(place, t('agent.notify.blocked'));
    if (now !== 'default') return fill(place);
    const click = async () => {
      await askForNotifications();
      draw();
    };
    return fill(place, element('button', { type: 'button', class: 'quiet', onclick: click }, t('agent.notify')));
  };
  draw();
  return place;
}
