/**
 * The agent's own line to the queue: taking calls or not, what the queue sees, how many wait.
 */

import { serverNow } from '../protocol/server_clock.js';
import { askForNotifications, notifications } from './attention.js';
import { count, duration, t } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {import('../protocol/wire.js').AgentChanged} AgentChanged */

/** @type {Record<AgentChanged['state'], string>} */
const DOTS = { offline: '', available: 'good', ringing: 'busy', on_call: 'busy', wrap_up: 'busy', break: '', missed: 'bad' };
/** How long these last is worth knowing: a write-up, a break, a talk. */
const TIMED = new Set(['wrap_up', 'break', 'on_call']);

/**
 * @param {(state: 'available' | 'break') => void} choose
 * @param {AbortSignal} signal
 */
export function presence(choose, signal) {
  const options = /** @type {const} */ (['available', 'break']).map((state) => option(state, choose));
  const state = element('span', { class: 'agent-state', role: 'status' });
  const since = element('time', { class: 'number soft agent-since' });
  /** When this agent began to do what they do, on the server's clock. */
  let began = 0;
  let doing = '';
  const tick = () => {
    since.textContent = TIMED.has(doing) && began > 0 ? duration(Math.max(0, (serverNow() - began) / 1000)) : '';
  };
  const clock = setInterval(tick, 1000);
  signal.addEventListener('abort', () => clearInterval(clock), { once: true });
  const waiting = element('span', { class: 'waiting soft', role: 'status' });
  const missedWords = element('p', { role: 'status' });
  const missed = element('div', { class: 'notice warn agent-missed', hidden: true }, missedWords, element('button', { type: 'button', class: 'primary', onclick: () => choose('available') }, t('agent.back')));
  const bar = element(
    'div',
    { class: 'presence' },
    element('fieldset', { class: 'switch' }, element('legend', { class: 'visually-hidden' }, t('agent.presence')), options.map(({ label }) => label)),
    state,
    since,
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
    if (agent.state !== doing) [doing, began] = [agent.state, serverNow()];
    tick();
    waiting.textContent = agent.waiting === 0 ? t('agent.waiting.zero') : count('agent.waiting', agent.waiting);
    waiting.toggleAttribute('data-some', agent.waiting > 0);
  };
  /** As the server has written it down, which a page that has just been opened cannot know. @param {import('../protocol/desk.js').OwnDuty} duty */
  const know = (duty) => {
    if (duty.state === doing && duty.since) began = Date.parse(duty.since);
    tick();
  };
  return { bar, missed, show, know };
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
