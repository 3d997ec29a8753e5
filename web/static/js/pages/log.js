/** `/logs/{call_id}`: the supervisor reads and hears one call. */

import { readCall } from '../protocol/desk_api.js';
import { t, when } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { consentPanel, peoplePanel, recordingPanel, textPanel, timelinePanel, timesPanel } from '../ui/log_panels.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { summaryPanel } from '../ui/summary_panel.js';
import { openDesk } from './desk.js';

const { signal } = await openDesk({ current: '/logs', title: 'logs.title' });
const main = the('#main', HTMLElement);
const callId = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');

async function show() {
  fill(main, loading());
  try {
    const call = await readCall(callId, signal);
    document.title = `${call.case_reference} – ${t('logs.title')}`;
    fill(
      main,
      element('a', { href: '/logs' }, t('log.back')),
      element('h1', {}, `${call.case_reference} · ${t('log.title', { when: when(call.created_at) })}`),
      element(
        'div',
        { class: 'log-columns' },
        element('div', { class: 'stack' }, recordingPanel(call), summaryPanel(call), consentPanel(call), textPanel(call)),
        element('div', { class: 'stack' }, peoplePanel(call), timesPanel(call), timelinePanel(call)),
      ),
    );
  } catch (error) {
    if (!signal.aborted) fill(main, failure(error, show));
  }
}

await show();
