/** `/agent`: the view of all cases. Who waits, what was promised, and the cases to choose from. */

import { openCommitments, readCall } from '../protocol/desk_api.js';
import { t } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { failure } from '../ui/outcome_of_loading.js';
import { hasSeat } from '../ui/own_tab.js';
import { notificationOffer } from '../ui/presence.js';
import { callBacksPanel } from '../ui/promises.js';
import { waitingPanel } from '../ui/waiting_panel.js';
import { inTheLog, onItsCase, wordSearch } from './call_search.js';
import { caseList } from './case_list.js';
import { callPath } from './desk.js';
import { duePanel } from './due_panel.js';

/** @typedef {import('./console.js').Console} Console */

const CALL_BACKS_SHOWN = 5;
const CALL_BACKS_FRESH_MS = 60_000;

/** @param {HTMLElement} main the view's place @param {Console} page @param {AbortSignal} signal ends with the view */
export async function showDesk(main, page, signal) {
  document.title = `${t('agent.title')} – ${t('desk.brand')}`;
  const back = element('div', { class: 'stack' });
  const callBacks = element('div', { class: 'stack' });
  const waiting = waitingPanel(page.session.user.languages, signal);
  const cases = caseList(page, signal);
  fill(
    main,
    back,
    waiting.place,
    duePanel({ title: t('reminder.own'), ownerId: page.session.user.id }, signal),
    callBacks,
    element('div', { class: 'headline' }, element('h1', {}, t('agent.title')), page.isAgent && notificationOffer()),
    wordSearch(page.isAgent ? onItsCase : inTheLog, signal),
    ...cases.places,
  );
  page.waiting.onChange(waiting.show, signal);
  if (page.isAgent) page.standing.onChange(({ call_id: callId }) => void showWayBack(back, callId, signal), signal);
  const fresh = setInterval(() => void showCallBacks(callBacks, signal), CALL_BACKS_FRESH_MS);
  signal.addEventListener('abort', () => clearInterval(fresh), { once: true });
  await Promise.all([cases.show(), showCallBacks(callBacks, signal)]);
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
