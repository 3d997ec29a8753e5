/**
 * After the click, before the talk: who comes, how long it may take, and that nobody hears or sees anything yet.
 */

import { nobodyThere } from '../state/call_back.js';
import { agentOf, lostAgent } from '../state/customer_screen.js';
import { callBackOffer } from './call_back_offer.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { lineNotice } from './line_notice.js';
import { otherDeviceButton } from './other_device.js';
import { portrait } from './portrait.js';
import { selfView } from './self_view.js';
import { talkSoFar } from './talk_so_far.js';
import { clockTime, count, t } from './words.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */

const TICK_MS = 1000;

/**
 * @param {object} about
 * @param {import('../state/call_session.js').CallSession} about.session
 * @param {CallSnapshot | null} about.known
 * @param {() => void} about.leave
 * @param {() => void} about.wish rather be called back
 * @param {() => string | null} about.lastAgent the name of whom one talked with last
 * @param {() => void} about.moveOn to another device
 * @param {AbortSignal} about.signal
 */
export function waiting({ session, known, leave, wish, lastAgent, moveOn, signal }) {
  const own = selfView('small');
  const line = lineNotice();
  const who = element('div', { class: 'waiting-who' });
  let shown = '-';
  const title = element('h1', {});
  const news = element('div', { class: 'waiting-news', role: 'status' });
  const heard = element('p', { class: 'soft' });
  const since = element('p', { class: 'since' });
  const offer = callBackOffer(wish);
  const talk = talkSoFar();
  const tick = () => {
    const { call, clockOffsetMs } = session.view;
    const from = call?.queue?.waiting_since;
    since.hidden = !from;
    if (from) since.textContent = t('waiting.since', { time: clockTime((Date.now() + clockOffsetMs - Date.parse(from)) / 1000) });
  };
  session.onChange((view) => {
    const call = view.call ?? known;
    own.update(view.own);
    line.update(view);
    const name = (call && agentOf(call)?.name) ?? '';
    if (name !== shown) who.replaceChildren(breathing((shown = name) ? portrait(name) : element('span', { class: 'portrait' }, icon('people'))));
    write(title, titleWords(call, lastAgent()));
    tell(news, newsLines(call));
    write(heard, heardWords(call));
    offer.update(call);
    talk.update(view, lastAgent());
    tick();
  }, signal);
  const timer = setInterval(tick, TICK_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return element(
    'div',
    { class: 'waiting' },
    who,
    title,
    line.view,
    news,
    offer.nobody,
    since,
    offer.quiet,
    talk.view,
    own.view,
    heard,
    element('p', { class: 'soft small' }, t('waiting.keep')),
    otherDeviceButton(moveOn),
    element('button', { type: 'button', class: 'quiet', onclick: leave }, icon('leave'), t('waiting.leave')),
  );
}

/** @param {CallSnapshot | null} call @param {string | null} lost */
function titleWords(call, lost) {
  if (call === null) return t('call.connecting');
  if (lostAgent(call)) return lost ? t('waiting.lost', { name: lost }) : t('waiting.lost.somebody');
  const agent = agentOf(call);
  if (call.mode === 'queue' && !agent) return t('waiting.title.queue');
  return t('waiting.title', { agent: agent?.name ?? t('waiting.someone') });
}

/** @param {CallSnapshot | null} call @returns {string[]} */
function newsLines(call) {
  const sorry = call && lostAgent(call) ? [t('waiting.lost.next')] : [];
  if (call?.state === 'offered') return [...sorry, t('waiting.ringing')];
  if (call?.queue) return [...sorry, ...queueLines(call.queue)];
  const agent = call && agentOf(call);
  if (!agent) return [];
  if (agent.page_id) return [t('lobby.agent.here', { agent: agent.name })];
  return [t(agent.away_since ? 'call.away' : 'lobby.agent.soon', { agent: agent.name, name: agent.name })];
}

/** Whoever is here sees and hears at once what was turned on by the click. @param {CallSnapshot | null} call */
function heardWords(call) {
  const agent = call && agentOf(call);
  return agent?.page_id ? t('waiting.heard', { agent: agent.name }) : t('waiting.unheard');
}

/** @param {import('../protocol/wire.js').QueueView} queue */
function queueLines(queue) {
  const { position, agents_on_duty: onDuty, estimate_s: left, trouble } = queue;
  const place = position === 1 ? t('waiting.position.first') : count('waiting.position', position - 1);
  if (trouble) return [place, t('waiting.trouble')];
  if (nobodyThere(queue)) return [place];
  return [place, ...(left === null ? [] : [count('waiting.estimate', Math.max(1, Math.ceil(left / 60)))]), count('waiting.duty', onDuty)];
}

/** @param {HTMLElement} person */
function breathing(person) {
  person.classList.add('breathing');
  return person;
}

/** @param {HTMLElement} place @param {string[]} lines */
function tell(place, lines) {
  if ([...place.children].map((line) => line.textContent).join('\n') === lines.join('\n')) return;
  place.replaceChildren(...lines.map((line) => element('p', {}, line)));
}

/** @param {HTMLElement} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
