/** `/agent/worklist`: the view of what needs somebody, the most urgent first. */

import { offerCall, readWorklist, settleAlert } from '../protocol/casework_api.js';
import { languageName, t } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { pager } from '../ui/log_table.js';
import { empty, failure, loading } from '../ui/outcome_of_loading.js';
import { keepWay, takeSeat } from '../ui/own_tab.js';
import { workItems } from '../ui/work_items.js';
import { isWorkedIn } from '../ui/worked_in.js';
import { claimDays } from './claim_days.js';
import { callPath } from './desk.js';
import { duePanel } from './due_panel.js';

/** @typedef {import('./console.js').Console} Console */
/** @typedef {import('../protocol/desk.js').WorkLine} WorkLine */

const PAGE_SIZE = 50;
const FRESH_MS = 30_000;

/** @param {HTMLElement} main the view's place @param {Console} page @param {AbortSignal} signal ends with the view */
export async function showWorklist(main, page, signal) {
  document.title = `${t('tasks.title')} – ${t('desk.brand')}`;
  const list = element('div', { class: 'stack' });
  fill(main, element('div', { class: 'headline' }, element('h1', {}, t('tasks.title'))), element('p', { class: 'soft' }, t('tasks.lead')), duePanel({ title: t('reminder.title') }, signal), claimDays(signal), list);

  /** The link goes to the customer, this agent to the call. @param {WorkLine} line @param {boolean} although_night */
  const offer = async ({ case_reference: reference, customer_name: name }, although_night) => {
    const made = await offerCall(reference, { although_night }, signal);
    keepWay(made);
    takeSeat(made.call_id);
    const { way, language, to } = made.message;
    if (way === 'mail') page.say(t('tasks.sent_mail', { contact: to ?? '', language: languageName(language) }));
    else if (way === 'helpdesk') page.say(t('tasks.sent_helpdesk', { name, language: languageName(language) }));
    else page.say(t('tasks.not_sent', { name }), 'trouble');
    await page.go(callPath(reference, made.call_id));
  };
  /** @param {WorkLine} line */
  const settle = async ({ alert }) => {
    await settleAlert(alert.id, signal);
  };

  let shown = 0;
  /** @param {number} offset @returns {Promise<void>} */
  const show = async (offset) => {
    shown = offset;
    if (!list.hasChildNodes()) fill(list, loading());
    try {
      const { lines, total } = await readWorklist({ limit: PAGE_SIZE, offset }, signal);
      if (total === 0) return fill(list, empty(t('tasks.none')));
      fill(list, workItems(lines, total, { offer: page.isAgent ? offer : null, settle }), pager({ offset, shown: lines.length, total }, show, PAGE_SIZE));
    } catch (error) {
      if (!signal.aborted) fill(list, failure(error, () => show(offset)));
    }
    return undefined;
  };
  await show(0);
  const again = () => document.visibilityState === 'visible' && !isWorkedIn(list) && !list.querySelector('[role=status][tabindex]') && void show(shown); // what was dealt with here is said until one looks again
  const fresh = setInterval(again, FRESH_MS);
  signal.addEventListener('abort', () => clearInterval(fresh), { once: true });
}
