/**
 * What was promised and not kept, as the supervisor sees it: the broken ones first, then what is overdue.
 */

import { count, day, t, when } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { whatWords } from './promises.js';

/** @typedef {import('../protocol/desk.js').CommitmentRecord} CommitmentRecord */

/** @param {import('../protocol/desk.js').CommitmentList} list */
export function failingPanel({ commitments, total }) {
  if (total === 0) return null;
  const more = total - commitments.length;
  return panel(
    t('promised.failing'),
    { id: 'failing-promises' },
    element('ul', { class: 'failing-list' }, commitments.map(failingItem)),
    more > 0 && element('p', { class: 'small soft' }, count('promised.failing.more', more)),
  );
}

/** @param {CommitmentRecord} promise */
function failingItem(promise) {
  const broken = promise.state === 'broken';
  const how = broken ? t('promised.broken', { name: promise.settled_by ?? '', when: when(promise.settled_at ?? '') }) : t('promised.overdue');
  return element(
    'li',
    {},
    element('a', { href: `/agent/cases/${encodeURIComponent(promise.case_reference)}`, class: 'code-like' }, promise.case_reference),
    element('span', { dir: 'auto' }, promise.customer_name),
    element('span', { class: 'soft', dir: 'auto' }, promise.kind === 'promise' ? promise.note : whatWords(promise)),
    element('span', {}, day(promise.due_at)),
    element('span', { class: `badge ${broken ? 'bad' : 'warn'}` }, how),
    promise.reason && element('span', { class: 'small soft', dir: 'auto' }, promise.reason),
  );
}
