/** `/logs/{call_id}`: the supervisor reads and hears one call. */

import { readRatings } from '../protocol/contacts_api.js';
import { giveCall, readAgents, readCall } from '../protocol/desk_api.js';
import { readPeaks } from '../protocol/recording_api.js';
import { mayGive } from '../state/giving.js';
import { t, when } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { consentPanel, peoplePanel, recordingPanel, textPanel, timelinePanel, timesPanel } from '../ui/log_panels.js';
import { givePanel } from '../ui/give_call.js';
import { connectionPanel } from '../ui/log_connection.js';
import { qualityPanel } from '../ui/log_quality.js';
import { stepsPanel } from '../ui/log_steps.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { callRatingPanel } from '../ui/rating_table.js';
import { summaryPanel } from '../ui/summary_panel.js';
import { toasts } from '../ui/toasts.js';
import { openDesk } from './desk.js';
import { momentsOf } from './moments.js';
import { transcriptPanel } from './transcript.js';

const { signal, session } = await openDesk({ current: '/logs', title: 'logs.title' });
const say = toasts(signal);
const main = the('#main', HTMLElement);
const callId = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');

async function show() {
  fill(main, loading());
  try {
    const call = await readCall(callId, signal);
    document.title = `${call.case_reference} – ${t('logs.title')}`;
    const [toGive, rating] = await Promise.all([giving(call), rated(call)]); // a panel that finds its line by itself must be in the page by then
    fill(
      main,
      element('a', { href: '/logs' }, t('log.back')),
      element('h1', {}, `${call.case_reference} · ${t('log.title', { when: when(call.created_at) })}`),
      element(
        'div',
        { class: 'log-columns' },
        element('div', { class: 'stack' }, recordingPanel(call, (recordingId) => readPeaks(call.id, recordingId, signal)), transcriptPanel(call.id, signal), summaryPanel(call, momentsOf(call.id, signal)), consentPanel(call), textPanel(call), qualityPanel(call)),
        element('div', { class: 'stack' }, toGive, peoplePanel(call), rating, timesPanel(call), connectionPanel(call), stepsPanel(call), timelinePanel(call)),
      ),
    );
  } catch (error) {
    if (!signal.aborted) fill(main, failure(error, show));
  }
}

/** What its customer said of it; nobody is asked before the talk. @param {import('../protocol/desk.js').CallRecord} call */
async function rated({ id, active_since: talked }) {
  if (talked === null) return null;
  const found = await readRatings(id, signal).catch(() => null); // the rest of the log is there
  return found && callRatingPanel(found.ratings);
}

/** A call that still waits for its agent can be given to another one; the log itself does not wait for that. @param {import('../protocol/desk.js').CallRecord} call */
async function giving(call) {
  if (session.user.role !== 'supervisor' || !mayGive(call)) return null;
  const given = (/** @type {string} */ words) => {
    say(words);
    void show();
  };
  try {
    const { agents } = await readAgents(signal);
    return givePanel(call, agents, { give: (userId) => giveCall(call.id, userId, signal), given, signal });
  } catch (error) {
    return failure(error, () => void show());
  }
}

await show();
