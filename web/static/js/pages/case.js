/**
 * `/agent/cases/{reference}`: the case link. The case on one side; the call, and then its wrap-up, on the other.
 */

import { readCall, readCase, readEvidence, readSummary, searchCalls, settleCommitment } from '../protocol/desk_api.js';
import { evidenceUrl, uploadEvidence } from '../protocol/evidence_api.js';
import { prepareCertificate } from '../rtc/certificate.js';
import { hashOf } from '../state/evidence_sending.js';
import { side } from '../state/case_side.js';
import { presenceWish } from '../state/presence_wish.js';
import { callsPanel, summariesPanel } from '../ui/case_calls.js';
import { evidencePanel } from '../ui/case_evidence.js';
import { caseHead, customerPanel, parcelPanel, readingPanel, routePanel, trackingPanel } from '../ui/case_panels.js';
import { elsewherePanel, gonePanel, openPanel, queuedPanel, resumePanel, startPanel, takenPanel } from '../ui/case_sides.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { wordsForCode } from '../ui/error_words.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { hasSeat, takeSeat } from '../ui/own_tab.js';
import { presence } from '../ui/presence.js';
import { promisedPanel } from '../ui/promises.js';
import { toasts } from '../ui/toasts.js';
import { callInPage, makeCall } from './case_call.js';
import { wrapUp } from './case_wrap_up.js';
import { callPath, goToCall, openDesk, openLine } from './desk.js';
import { ringOn } from './ringing.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/** @typedef {import('../protocol/desk.js').CallLine} CallLine */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */

const CALLS_SHOWN = 20;
const SUMMARIES_SHOWN = 5;

void prepareCertificate();
const { signal, session, slot } = await openDesk({ current: '/agent', title: 'case.title' });
const reference = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
const isAgent = session.user.role === 'agent';
const say = toasts(signal);
const main = the('#main', HTMLElement);
const filed = element('div', { class: 'case-filed' });
const history_ = element('div', { class: 'case-history' });
const beside = element('div', { class: 'stack' });
const promised = element('div', { class: 'case-promised' });
const aside = element('div', { class: 'case-call' }, beside, promised, history_);

/** Said to an agent who has missed a call. @type {HTMLElement | null} */
let missed = null;

/** What is known so far; the side is drawn when all of it is. @type {{view: CaseView | null, calls: CallLine[], liveCallId: string | null | undefined}} */
const known = { view: null, calls: [], liveCallId: undefined };
/** The side shown, and what ends with it. */
let shown = '';
let lasting = new AbortController();
/** A call or a wrap-up is shown: it ends by its own word and not by news. */
let lastsByItself = false;
/** The news of a call being made comes before the answer that says it is this page's own. */
let starting = false;

async function open() {
  fill(main, loading());
  try {
    const [view] = await Promise.all([readCase(reference, signal), readHistory()]);
    known.view = view;
    document.title = `${view.reference} · ${view.customer.name} – ${t('desk.brand')}`;
    fill(main, missed, caseHead(view), element('div', { class: 'case-columns', id: 'columns' }, about(view), aside));
    await Promise.all([settle(), showFiled()]);
  } catch (error) {
    if (!signal.aborted) fill(main, element('a', { href: '/agent' }, t('case.back')), failure(error, open));
  }
}

/** @param {CaseView} view */
function about(view) {
  showPromised(view);
  return element(
    'div',
    { class: 'case-about' },
    element('div', { class: 'wide' }, routePanel(view)),
    element('div', { class: 'stack', id: 'about-parcel' }, readingPanel(view), customerPanel(view), parcelPanel(view), filed),
    element('div', { class: 'stack' }, trackingPanel(view)),
  );
}

/** What was promised on this case; nothing is shown where nothing was. @param {CaseView} view */
function showPromised({ commitments }) {
  fill(promised, commitments.length > 0 && promisedPanel(commitments, (id, state) => settleCommitment(id, state, signal)));
}

/** The photos and documents on this case: at opening, after one was added, and after a call. */
async function showFiled() {
  const found = await readEvidence(reference, signal).catch(() => null);
  if (!found) return; // the rest of the case is there
  const add = async (/** @type {File} */ file) => {
    await uploadEvidence({ reference }, { file, name: file.name, sha256: await hashOf(file), signal });
    await showFiled();
  };
  fill(filed, evidencePanel(found.evidence, { url: ({ id }, what) => evidenceUrl({ reference }, id, what), add, signal }));
}

/** Calls and the summaries attached: at opening, and whenever one has ended. */
async function readHistory() {
  const { calls } = await searchCalls(new URLSearchParams({ case: reference, limit: String(CALLS_SHOWN), offset: '0' }), signal);
  known.calls = calls;
  const talked = calls.filter((call) => call.state === 'closed' && call.active_since !== null).slice(0, SUMMARIES_SHOWN);
  const found = await Promise.all(talked.map((call) => readSummary(call.id, signal).catch(() => null))); // not this reader's to see
  showHistory(found.filter((summary) => summary?.state === 'approved').filter((summary) => summary !== null));
}

/** @param {SummaryRecord[]} summaries */
function showHistory(summaries) {
  fill(history_, summariesPanel(summaries, known.calls), callsPanel(known.calls));
}

/** Shows the side that is right by what is known now. */
async function settle() {
  if (!known.view || !isAgent || known.liveCallId === undefined || starting) return;
  const askedId = new URLSearchParams(location.search).get('call');
  const now = side({ liveCallId: known.liveCallId, askedId, calls: known.calls, agentName: session.user.name });
  if (lastsByItself || shown === nameOf(now)) return;
  await show(now, known.view);
}

/** @param {import('../state/case_side.js').Side} now */
function nameOf(now) {
  return `${now.kind} ${'callId' in now ? now.callId : 'call' in now ? now.call.id : ''}`;
}

/** @param {import('../state/case_side.js').Side} now @param {CaseView} view */
async function show(now, view) {
  shown = nameOf(now);
  lasting.abort();
  lasting = new AbortController();
  const ends = AbortSignal.any([lasting.signal, signal]);
  const resume = now.kind === 'call' && !hasSeat(now.callId);
  const busy = (now.kind === 'call' && !resume) || now.kind === 'wrap_up';
  lastsByItself = busy;
  the('#columns', HTMLElement).classList.toggle('with-call', busy);
  const parcel = the('#about-parcel', HTMLElement);
  (busy ? parcel : aside).append(history_);
  if (busy) parcel.prepend(promised);
  else history_.before(promised);
  if (resume) return fill(beside, resumePanel(() => join(now.callId)));
  if (now.kind === 'call') return fill(beside, callInPage(now.callId, { reference, name: view.customer.name, socket, say, filed: () => void showFiled(), ended, gone, signal: ends }));
  if (now.kind === 'wrap_up') return fill(beside, wrapUp(now.callId, { approved, signal: ends }));
  if (now.kind === 'elsewhere') return fill(beside, elsewherePanel(await wayTo(now.callId)));
  if (now.kind === 'open') return fill(beside, openPanel(now.call, () => join(now.call.id)));
  if (now.kind === 'queued') return fill(beside, queuedPanel(now.call));
  if (now.kind === 'taken') return fill(beside, takenPanel(now.call));
  return fill(beside, startPanel(view, start));
}

/** @param {string} callId */
async function wayTo(callId) {
  const found = await readCall(callId, signal).catch(() => null);
  return found && { reference: found.case_reference, href: callPath(found.case_reference, callId) };
}

/** @returns {Promise<void>} */
async function start() {
  starting = true;
  try {
    await join((await makeCall(reference, signal)).call_id);
  } finally {
    starting = false;
  }
}

/** This agent's own click: the page takes its place in the call. @param {string} callId */
async function join(callId) {
  takeSeat(callId);
  history.replaceState(null, '', callPath(reference, callId));
  if (known.view) await show({ kind: 'call', callId }, known.view);
}

/** The talk is over, or never began. @param {import('../protocol/wire.js').CallSnapshot} call */
async function ended({ id, state, reason }) {
  known.liveCallId = null;
  if (reason === 'call_back') await readCase(reference, signal).then(showPromised, () => {}); // it is on the case in any case
  if (reason && reason !== 'completed') say(t(`call.ended.${reason}`, { name: known.view?.customer.name ?? '' }));
  await Promise.all([readHistory().catch(() => {}), showFiled()]); // the wrap-up does not wait for it
  if (state !== 'wrap_up' || !known.view) return leaveSide();
  await show({ kind: 'wrap_up', callId: id }, known.view);
  the('#wrap-up-title', HTMLElement).focus();
}

/** The call went on without this agent: said once, and what they may do next. @param {import('../state/call_view.js').Gone} how */
function gone(how) {
  known.liveCallId = null;
  lasting.abort();
  the('#columns', HTMLElement).classList.remove('with-call');
  fill(beside, gonePanel(how, known.view?.customer.name ?? '', () => void closeGone()));
  the('#call-title', HTMLElement).focus();
}

async function closeGone() {
  await readHistory().catch(() => {}); // what is known is shown
  await leaveSide();
}

async function leaveSide() {
  shown = '';
  lastsByItself = false;
  history.replaceState(null, '', location.pathname);
  await settle();
}

/** @param {SummaryRecord} record */
async function approved(record) {
  say(t('wrap.approved'));
  known.calls = known.calls.map((call) => (call.id === record.call_id ? { ...call, state: /** @type {const} */ ('closed'), outcome: record.outcome } : call));
  await readHistory().catch(() => showHistory([record]));
  await leaveSide();
  the('#summaries-title', HTMLElement).focus();
}

const socket = openLine(session, { say, signal });
if (isAgent) {
  const own = presence(presenceWish(socket, signal));
  slot.append(own.bar);
  missed = own.missed;
  socket.on('agent', (agent) => {
    own.show(agent);
    known.liveCallId = agent.call_id;
    settle();
  }, signal);
  ringOn(socket, { say, accepted: goToCall, signal });
}
// A call says by itself what it was refused, and where it went.
socket.on('error', ({ code }) => code !== 'offer_gone' && !shown.startsWith('call ') && say(wordsForCode(code)), signal);
await open();
