/** `/agent`: the view of all cases. Who waits, what was promised, and the cases to choose from. */

import { openCommitments, readCall, searchCases } from '../protocol/desk_api.js';
import { caseTable } from '../ui/case_table.js';
import { count, t } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { pager } from '../ui/log_table.js';
import { empty, failure, loading } from '../ui/outcome_of_loading.js';
import { hasSeat } from '../ui/own_tab.js';
import { notificationOffer } from '../ui/presence.js';
import { callBacksPanel } from '../ui/promises.js';
import { waitingPanel } from '../ui/waiting_panel.js';
import { inTheLog, onItsCase, wordSearch } from './call_search.js';
import { callPath } from './desk.js';
import { duePanel } from './due_panel.js';

/** @typedef {import('./console.js').Console} Console */

const PAGE_SIZE = 50;
const TYPING_PAUSE_MS = 250;
const CALL_BACKS_SHOWN = 5;
const CALL_BACKS_FRESH_MS = 60_000;
const STAGES = ['anomaly_found', 'facts_checked', 'carrier_asked', 'customer_told', 'solution', 'claim'];

/** @param {HTMLElement} main the view's place @param {Console} page @param {AbortSignal} signal ends with the view */
export async function showDesk(main, page, signal) {
  document.title = `${t('agent.title')} – ${t('desk.brand')}`;
  const back = element('div', { class: 'stack' });
  const callBacks = element('div', { class: 'stack' });
  const waiting = waitingPanel(page.session.user.languages, signal);
  const cases = caseSearch(signal);
  fill(
    main,
    back,
    waiting.place,
    duePanel({ title: t('reminder.own'), ownerId: page.session.user.id }, signal),
    callBacks,
    element('div', { class: 'headline' }, element('h1', {}, t('agent.title')), page.isAgent && notificationOffer()),
    cases.form,
    wordSearch(page.isAgent ? onItsCase : inTheLog, signal),
    cases.list,
  );
  page.waiting.onChange(waiting.show, signal);
  if (page.isAgent) page.standing.onChange(({ call_id: callId }) => void showWayBack(back, callId, signal), signal);
  const fresh = setInterval(() => void showCallBacks(callBacks, signal), CALL_BACKS_FRESH_MS);
  signal.addEventListener('abort', () => clearInterval(fresh), { once: true });
  await Promise.all([cases.show(0), showCallBacks(callBacks, signal)]);
}

/** @param {AbortSignal} signal */
function caseSearch(signal) {
  const list = element('div', { class: 'stack' });
  /** Only the newest question may fill the list. */
  let asked = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(() => void show(0), TYPING_PAUSE_MS);
  };
  const search = element('input', { id: 'search', type: 'search', autocomplete: 'off', placeholder: t('agent.search_hint'), 'aria-keyshortcuts': '/', oninput: later });
  const stage = element('select', { id: 'stage', onchange: () => void show(0) }, element('option', { value: '' }, t('agent.stage_any')), STAGES.map((name) => element('option', { value: name }, t(`stage.${name}`))));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void show(0);
  };

  /** @param {number} offset @returns {Promise<void>} */
  const show = async (offset) => {
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
  };

  /** @param {import('../protocol/desk.js').CaseList} found */
  const content = ({ cases, total, offset }) => {
    if (cases.length === 0) {
      const searched = search.value.trim() !== '' || stage.value !== '';
      return [searched ? empty(t('agent.empty'), t('agent.empty_hint')) : empty(t('agent.empty_all'))];
    }
    return [
      element('p', { class: 'soft small', role: 'status' }, count('agent.found', total)),
      caseTable(cases),
      pager({ offset, shown: cases.length, total }, show, PAGE_SIZE),
    ];
  };
  const form = element(
    'form',
    { class: 'console-bar', role: 'search', onsubmit: submit },
    element('div', { class: 'field' }, element('label', { for: 'search' }, t('agent.search')), search),
    element('div', { class: 'field' }, element('label', { for: 'stage' }, t('agent.stage')), stage),
  );
  return { form, list, show };
}

/** What is due, the most urgent first; a list that cannot be read now is read again in a minute. @param {HTMLElement} place @param {AbortSignal} signal */
async function showCallBacks(place, signal) {
  try {
    fill(place, callBacksPanel(await openCommitments({ limit: CALL_BACKS_SHOWN, offset: 0 }, signal)));
  } catch (error) {
    if (!signal.aborted && !place.hasChildNodes()) fill(place, failure(error, () => showCallBacks(place, signal)));
  }
}

/** A call of this agent that another tab may have is the first thing to see; this tab's own is in the corner.
 * @param {HTMLElement} place @param {string | null} callId @param {AbortSignal} signal @returns {Promise<void>} */
async function showWayBack(place, callId, signal) {
  if (!callId || hasSeat(callId)) {
    delete place.dataset.call;
    return fill(place);
  }
  if (place.dataset.call === callId) return;
  try {
    const { case_reference: reference } = await readCall(callId, signal);
    place.dataset.call = callId;
    return fill(
      place,
      element('p', { class: 'notice warn' }, element('span', {}, t('agent.back_to_call')), element('a', { href: callPath(reference, callId) }, t('agent.back_to_call_link'))),
    );
  } catch (error) {
    if (!signal.aborted) fill(place, failure(error, () => showWayBack(place, callId, signal)));
  }
}
