/** `/agent/cases/{reference}/print`: the case on paper. Everything is read once, and nothing on the page does anything but print. */

import { readChecklist } from '../protocol/casework_api.js';
import { readClaim, readSolutions } from '../protocol/claims_api.js';
import { readContacts, readEnquiries } from '../protocol/contacts_api.js';
import { readCall, readCase, readEvidence, readTimeline, searchCalls } from '../protocol/desk_api.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { printedCase } from '../ui/print_case.js';
import { openDesk } from './desk.js';

/** @typedef {import('../protocol/desk.js').CaseMoment} CaseMoment */

const PAGE = 100;
const MOST_MOMENTS = 500;
const MOST_CALLS = 50;

const { signal, session } = await openDesk({ current: '/agent', title: 'case.print' });
const reference = decodeURIComponent(location.pathname.split('/')[3] ?? '');
const main = the('#main', HTMLElement);
const casePath = `/agent/cases/${encodeURIComponent(reference)}`;

/** @returns {Promise<void>} */
async function show() {
  fill(main, loading());
  try {
    const [view, checklist, { evidence }, calls, { moments, more }, done] = await Promise.all([readCase(reference, signal), readChecklist(reference, signal), readEvidence(reference, signal), readCalls(), readMoments(), readDealings()]);
    document.title = `${view.reference} · ${view.customer.name} – ${t('desk.brand')}`;
    const tools = element('div', { class: 'row print-tools' }, element('button', { type: 'button', class: 'primary', onclick: () => print() }, t('print.button')), element('a', { href: casePath }, t('print.back')));
    fill(main, tools, element('article', { class: 'paper' }, printedCase({ view, checklist, moments, more, calls, evidence, done }, { by: session.user.name, at: new Date() })));
  } catch (error) {
    if (!signal.aborted) fill(main, element('a', { href: casePath }, t('print.back')), failure(error, () => void show()));
  }
}

/** With what was agreed to in each. */
async function readCalls() {
  const { calls } = await searchCalls(new URLSearchParams({ case: reference, limit: String(MOST_CALLS), offset: '0' }), signal);
  return Promise.all(calls.map(({ id }) => readCall(id, signal)));
}

async function readDealings() {
  const [carrier, customer, solution, claim] = await Promise.all([readEnquiries(reference, signal), readContacts(reference, signal), readSolutions(reference, signal), readClaim(reference, signal)]);
  return { carrier, customer, solution, claim };
}

async function readMoments() {
  /** @type {CaseMoment[]} */
  let moments = [];
  for (;;) {
    const found = await readTimeline(reference, { before: moments.at(-1)?.at ?? '', limit: PAGE }, signal);
    moments = [...moments, ...found.moments];
    if (!found.more || moments.length >= MOST_MOMENTS) return { moments, more: found.more };
  }
}

await show();
