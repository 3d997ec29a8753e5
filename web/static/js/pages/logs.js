/** `/logs`: the supervisor finds a call. The filters live in the address, so a list can be kept and sent. */

import { countRatings } from '../protocol/contacts_api.js';
import { failingCommitments, readAgents, searchCalls } from '../protocol/desk_api.js';
import { countJobs } from '../protocol/jobs_api.js';
import { readEndpoints } from '../protocol/webhooks_api.js';
import { fromQuery, toQuery, toRequest } from '../state/log_filter.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { workTable } from '../ui/give_call.js';
import { failingPanel } from '../ui/failing_promises.js';
import { logFilters } from '../ui/log_filters.js';
import { found, logTable, pager } from '../ui/log_table.js';
import { empty, failure, loading } from '../ui/outcome_of_loading.js';
import { ratingTable } from '../ui/rating_table.js';
import { jobWarning } from '../ui/job_panels.js';
import { webhookWarning } from '../ui/webhook_warning.js';
import { inTheLog, wordSearch } from './call_search.js';
import { openDesk } from './desk.js';

/** @typedef {import('../state/log_filter.js').LogFilter} LogFilter */

const { signal, session } = await openDesk({ current: '/logs', title: 'logs.title' });
const form = element('div');
const list = element('div', { class: 'stack' });
const atWork = element('div');
const failing = element('div');
const warning = element('div', { class: 'stack' });
const ratings = element('div');
const RATED_DAYS = 90;
fill(the('#main', HTMLElement), element('h1', {}, t('logs.title')), warning, wordSearch(inTheLog, signal), failing, atWork, form, list, ratings);

const FAILING_SHOWN = 8;
/** Only the newest question may fill the list. */
let asked = new AbortController();

/** @param {LogFilter} filter */
function apply(filter) {
  const query = toQuery(filter).toString();
  const known = query === toQuery(current()).toString(); // Enter both changes a field and sends the form
  if (!known) history.pushState(null, '', query ? `?${query}` : location.pathname);
  show(filter, { keepForm: true });
}

/** @param {LogFilter} filter @param {{keepForm: boolean}} how */
async function show(filter, { keepForm }) {
  if (!keepForm || toQuery(filter).toString() === '') fill(form, logFilters(filter, apply));
  asked.abort();
  asked = new AbortController();
  const wanted = AbortSignal.any([asked.signal, signal]);
  if (!list.hasChildNodes()) fill(list, loading());
  list.setAttribute('aria-busy', 'true');
  try {
    const page = await searchCalls(toRequest(filter), wanted);
    wanted.throwIfAborted();
    fill(list, content(filter, page));
  } catch (error) {
    if (!wanted.aborted) fill(list, failure(error, () => show(filter, { keepForm: true })));
  }
  if (!wanted.aborted) list.removeAttribute('aria-busy');
}

/** @param {LogFilter} filter @param {import('../protocol/desk.js').CallList} page */
function content(filter, { calls, total }) {
  if (calls.length === 0) return [empty(t(toQuery(filter).size === 0 ? 'logs.empty_all' : 'logs.empty'))];
  const go = (/** @type {number} */ offset) => apply({ ...filter, offset });
  return [found(total), logTable(calls), pager({ offset: filter.offset, shown: calls.length, total }, go)];
}

/** What was promised and not kept comes before everything else. */
async function showFailing() {
  if (session.user.role !== 'supervisor') return;
  const found = await failingCommitments({ limit: FAILING_SHOWN, offset: 0 }, signal).catch(() => null); // the log itself does not wait for it
  fill(failing, found && failingPanel(found));
}

const current = () => fromQuery(new URLSearchParams(location.search));
addEventListener('popstate', () => show(current(), { keepForm: false }), { signal });

/** What somebody has to look at: events that reach nobody, and work that was given up. */
async function warn() {
  const [hooks, jobs] = await Promise.allSettled([readEndpoints(signal), countJobs(signal)]);
  fill(warning, hooks.status === 'fulfilled' && webhookWarning(hooks.value.endpoints), jobs.status === 'fulfilled' && jobWarning(jobs.value.counts.failed));
}

/** The log is read without it too. */
async function showAtWork() {
  if (session.user.role !== 'supervisor') return;
  void warn(); // the log is there without it
  const { agents } = await readAgents(signal);
  fill(atWork, workTable(agents));
}

/** The log is read without it too. */
async function showRatings() {
  if (session.user.role === 'supervisor') fill(ratings, ratingTable(await countRatings(RATED_DAYS, signal)));
}

void showRatings().catch(() => {});
await Promise.all([show(current(), { keepForm: false }), showFailing(), showAtWork().catch((error) => signal.aborted || fill(atWork, failure(error, null)))]);
