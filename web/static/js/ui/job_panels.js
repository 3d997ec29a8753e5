/**
 * Work behind the calls: how much there is, what was given up and why, and how far the rest has come.
 */

import { count, duration, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { facts, panel } from './facts.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').JobLine} JobLine */
/** @typedef {import('../protocol/desk.js').JobCounts} JobCounts */
/** @typedef {(job: JobLine | null) => Promise<void>} Retry null: all of them */

/** @param {JobCounts} counts */
export function countsPanel({ failed, working, again, waiting, done_lately: done }) {
  return panel(
    t('jobs.counts'),
    { id: 'job-counts' },
    facts([
      [t('jobs.state.failed'), failed],
      [t('jobs.state.working'), working],
      [t('jobs.state.again'), again],
      [t('jobs.state.waiting'), waiting],
      [t('jobs.done_lately'), done],
    ]),
  );
}

/** @param {readonly JobLine[]} jobs those that were given up @param {Retry} retry */
export function givenUpPanel(jobs, retry) {
  if (jobs.length === 0) return panel(t('jobs.state.failed'), { id: 'given-up' }, element('p', { class: 'soft' }, t('jobs.failed.none')));
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const press = async (/** @type {HTMLButtonElement} */ button, /** @type {JobLine | null} */ job) => {
    button.disabled = true;
    trouble.hidden = true;
    try {
      await retry(job);
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
    button.disabled = false;
  };
  /** @param {JobLine | null} job @param {string} words @param {string} label */
  const button = (job, words, label) => element('button', { type: 'button', 'aria-label': label, onclick: (event) => void press(event.currentTarget, job) }, words);
  return panel(
    t('jobs.state.failed'),
    { id: 'given-up' },
    element('p', { class: 'soft' }, t('jobs.failed.lead')),
    trouble,
    table(['what', 'about', 'when', 'tries', 'reason', 'again'], jobs, (job) => [
      kind(job),
      about(job),
      job.failed_at ? when(job.failed_at) : '–',
      job.attempts,
      reason(job),
      button(job, t('jobs.retry'), `${t('jobs.retry')}: ${kind(job)}, ${job.case_reference ?? ''}`),
    ]),
    element('div', {}, button(null, t('jobs.retry_all'), t('jobs.retry_all'))),
  );
}

/** @param {readonly JobLine[]} jobs that are done by themselves @param {boolean} more */
export function underWayPanel(jobs, more) {
  return panel(
    t('jobs.under_way'),
    { id: 'under-way' },
    jobs.length === 0
      ? element('p', { class: 'soft' }, t('jobs.none'))
      : table(['what', 'about', 'state', 'when', 'reason'], jobs, (job) => [kind(job), about(job), standing(job), when(job.run_at), reason(job)]),
    more && element('p', { class: 'small soft' }, t('jobs.more')),
  );
}

/** Work was given up and nobody has looked. @param {number} failed @returns {HTMLElement | null} null: all is well */
export function jobWarning(failed) {
  if (failed === 0) return null;
  return element('div', { class: 'notice bad', role: 'alert' }, element('p', {}, count('jobs.warning', failed)), element('a', { href: '/jobs' }, t('hooks.look')));
}

/** @param {string[]} heads @param {readonly JobLine[]} jobs @param {(job: JobLine) => import('./element.js').Child[]} cells */
function table(heads, jobs, cells) {
  const words = heads.map((name) => t(`jobs.column.${name}`));
  const row = (/** @type {JobLine} */ job) => element('tr', { 'data-job': job.id }, cells(job).map((cell, at) => element('td', { 'data-label': words[at] }, cell)));
  return element(
    'div',
    { class: 'table-frame' },
    element('table', { class: 'table' }, element('thead', {}, element('tr', {}, words.map((word) => element('th', { scope: 'col' }, word)))), element('tbody', {}, jobs.map(row))),
  );
}

/** @param {JobLine} job */
function kind(job) {
  return wordOr('jobs.kind', job.kind);
}

/** @param {JobLine} job the case, and its call where it is about one */
function about({ case_reference: reference, call_id: call }) {
  if (!reference) return '–';
  const href = call ? `/logs/${encodeURIComponent(call)}` : `/agent/cases/${encodeURIComponent(reference)}`;
  return element('a', { href, class: 'code-like' }, element('bdi', {}, reference));
}

/** The bar stands for seconds of speech, and where nobody can count there is none. @param {JobLine} job */
function standing({ state, progress }) {
  const words = element('span', { class: `badge ${state === 'again' ? 'warn' : state === 'working' ? 'good' : ''}`.trim() }, t(`jobs.state.${state}`));
  if (state !== 'working' || !progress) return words;
  const said = t('jobs.progress', { done: duration(progress.done_s), total: duration(progress.total_s) });
  return element('div', { class: 'job-progress' }, words, element('progress', { max: progress.total_s, value: Math.min(progress.done_s, progress.total_s), 'aria-label': said }), element('span', { class: 'small soft' }, said));
}

/** @param {JobLine} job */
function reason({ last_error: error }) {
  return error === null ? '–' : element('bdi', {}, wordOr('part_reason', error));
}
