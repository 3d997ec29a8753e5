/** `/agent`: the console. Cases to choose from, the agent's line to the queue, and the offer that rings. */

import { openCommitments, readCall, searchCases } from '../protocol/desk_api.js';
import { presenceWish } from '../state/presence_wish.js';
import { caseTable } from '../ui/case_table.js';
import { count, t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { wordsForCode } from '../ui/error_words.js';
import { pager } from '../ui/log_table.js';
import { empty, failure, loading } from '../ui/outcome_of_loading.js';
import { notificationOffer, presence } from '../ui/presence.js';
import { callBacksPanel } from '../ui/promises.js';
import { toasts } from '../ui/toasts.js';
import { callPath, goToCall, openDesk, openLine } from './desk.js';
import { ringOn } from './ringing.js';

const PAGE_SIZE = 50;
const TYPING_PAUSE_MS = 250;
const CALL_BACKS_SHOWN = 5;
const CALL_BACKS_FRESH_MS = 60_000;
const STAGES = ['anomaly_found', 'facts_checked', 'carrier_asked', 'customer_told', 'solution', 'claim'];

const { signal, session, slot } = await openDesk({ current: '/agent', title: 'agent.title' });
const say = toasts(signal);
const socket = openLine(session, { say, signal });
const own = presence(presenceWish(socket, signal));
slot.append(own.bar);

const back = element('div', { class: 'stack' });
const callBacks = element('div', { class: 'stack' });
const list = element('div', { class: 'stack' });
const search = element('input', { id: 'search', type: 'search', autocomplete: 'off', placeholder: t('agent.search_hint'), oninput: later });
const stage = element('select', { id: 'stage', onchange: () => show(0) }, element('option', { value: '' }, t('agent.stage_any')), STAGES.map((name) => element('option', { value: name }, t(`stage.${name}`))));
fill(
  the('#main', HTMLElement),
  own.missed,
  back,
  callBacks,
  element('div', { class: 'headline' }, element('h1', {}, t('agent.title')), notificationOffer()),
  element(
    'form',
    { class: 'console-bar', role: 'search', onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), show(0)) },
    element('div', { class: 'field' }, element('label', { for: 'search' }, t('agent.search')), search),
    element('div', { class: 'field' }, element('label', { for: 'stage' }, t('agent.stage')), stage),
  ),
  list,
);

/** Only the newest question may fill the list. */
let asked = new AbortController();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

function later() {
  clearTimeout(typing);
  typing = setTimeout(() => show(0), TYPING_PAUSE_MS);
}

/** @param {number} offset */
async function show(offset) {
  clearTimeout(typing);
  asked.abort();
  asked = new AbortController();
  const wanted = AbortSignal.any([asked.signal, signal]);
  if (!list.hasChildNodes()) fill(list, loading());
  try {
    const found = await searchCases({ query: search.value.trim(), stage: stage.value, limit: PAGE_SIZE, offset }, wanted);
    wanted.throwIfAborted();
    fill(list, content(found));
  } catch (error) {
    if (!wanted.aborted) fill(list, failure(error, () => show(offset)));
  }
}

/** @param {import('../protocol/desk.js').CaseList} found */
function content({ cases, total, offset }) {
  if (cases.length === 0) {
    const searched = search.value.trim() !== '' || stage.value !== '';
    return [searched ? empty(t('agent.empty'), t('agent.empty_hint')) : empty(t('agent.empty_all'))];
  }
  return [
    element('p', { class: 'soft small', role: 'status' }, count('agent.found', total)),
    caseTable(cases),
    pager({ offset, shown: cases.length, total }, show, PAGE_SIZE),
  ];
}

/** What is due, the most urgent first; a list that cannot be read now is read again in a minute. */
async function showCallBacks() {
  try {
    fill(callBacks, callBacksPanel(await openCommitments({ limit: CALL_BACKS_SHOWN, offset: 0 }, signal)));
  } catch (error) {
    if (!signal.aborted && !callBacks.hasChildNodes()) fill(callBacks, failure(error, showCallBacks));
  }
}

/** A call this agent is in already is the first thing to see. @param {string | null} callId */
async function showWayBack(callId) {
  if (!callId) return fill(back);
  try {
    const { case_reference: reference } = await readCall(callId, signal);
    return fill(
      back,
      element('p', { class: 'notice warn' }, element('span', {}, t('agent.back_to_call')), element('a', { href: callPath(reference, callId) }, t('agent.back_to_call_link'))),
    );
  } catch (error) {
    if (!signal.aborted) fill(back, failure(error, () => showWayBack(callId)));
  }
}

/** @type {string | null} */
let liveCall = null;
socket.on('agent', (agent) => {
  own.show(agent);
  if (agent.call_id !== liveCall) showWayBack((liveCall = agent.call_id));
}, signal);
socket.on('error', ({ code }) => code !== 'offer_gone' && say(wordsForCode(code)), signal);
ringOn(socket, { say, accepted: goToCall, signal });
const fresh = setInterval(showCallBacks, CALL_BACKS_FRESH_MS);
signal.addEventListener('abort', () => clearInterval(fresh), { once: true });
await Promise.all([show(0), showCallBacks()]);
