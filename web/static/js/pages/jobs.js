/** `/jobs`: supervisors see the work behind the calls, how far it is, and try again what was given up. */

import { readJobs, retryJobs } from '../protocol/jobs_api.js';
import { count, t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { countsPanel, givenUpPanel, underWayPanel } from '../ui/job_panels.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { toasts } from '../ui/toasts.js';
import { openDesk } from './desk.js';

/** @typedef {import('../protocol/desk.js').JobLine} JobLine */

const WORKING_MS = 3_000;
const IDLE_MS = 15_000;

const { signal } = await openDesk({ current: '/jobs', title: 'jobs.title' });
const say = toasts(signal);
const list = element('div', { class: 'stack' });
fill(the('#main', HTMLElement), element('h1', {}, t('jobs.title')), element('p', { class: 'soft' }, t('jobs.lead')), list);

/** What is shown: drawn again only when it is another, or a focus would be lost every few seconds. */
let drawn = '';

/** @param {JobLine | null} job null: all */
async function retry(job) {
  const { count: number } = await retryJobs({ jobs: job ? [job.id] : null }, signal);
  say(count('jobs.retried', number));
  await show();
  the('#given-up-title', HTMLElement).focus();
}

/** @returns {Promise<number>} milliseconds after which it is worth another look */
async function show() {
  if (!list.hasChildNodes()) fill(list, loading());
  try {
    const found = await readJobs(signal);
    const now = JSON.stringify(found);
    if (now !== drawn) {
      const failed = found.jobs.filter(({ state }) => state === 'failed');
      const others = found.jobs.filter(({ state }) => state !== 'failed');
      fill(list, givenUpPanel(failed, retry), underWayPanel(others, found.more), countsPanel(found.counts));
    }
    drawn = now;
    return found.counts.working + found.counts.waiting > 0 ? WORKING_MS : IDLE_MS;
  } catch (error) {
    drawn = '';
    if (!signal.aborted) fill(list, failure(error, () => void show()));
    return IDLE_MS;
  }
}

/** @param {number} ms */
function again(ms) {
  const timer = setTimeout(async () => again(document.hidden ? IDLE_MS : await show()), ms);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

again(await show());
