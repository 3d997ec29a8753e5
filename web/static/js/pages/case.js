/**
 * `/agent/cases/{reference}`: the case link. The case on one side; on the other what comes before a call and after it. The
 * call itself belongs to the page, and stands beside its own case.
 */

import { moveCommitment, readCall, readCase, readEvidence, readSummary, searchCalls, sendCustomerCopy, settleCommitment } from '../protocol/desk_api.js';
import { settleAlert } from '../protocol/casework_api.js';
import { evidenceUrl, uploadEvidence } from '../protocol/evidence_api.js';
import { side } from '../state/case_side.js';
import { isFiled } from '../state/wrap_up.js';
import { hashOf } from '../state/evidence_sending.js';
import { alertPanel } from '../ui/alert_panel.js';
import { summariesPanel } from '../ui/case_calls.js';
import { evidencePanel } from '../ui/case_evidence.js';
import { caseHead, customerPanel, parcelPanel, readingPanel, showStage, trackingPanel } from '../ui/case_panels.js';
import { elsewherePanel, gonePanel, openPanel, queuedPanel, resumePanel, startPanel, takenPanel } from '../ui/case_sides.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { notesPanel } from '../ui/notes_panel.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { hasSeat, takeSeat } from '../ui/own_tab.js';
import { promisedPanel } from '../ui/promises.js';
import { routePanel } from '../ui/route_strip.js';
import { sendCopy } from '../ui/send_copy.js';
import { makeCall } from './case_call.js';
import { caseCarrier } from './case_carrier.js';
import { caseChecklist } from './case_checklist.js';
import { caseClaim } from './case_claim.js';
import { caseSolution } from './case_solution.js';
import { caseContacts } from './case_contacts.js';
import { caseTimeline } from './case_timeline.js';
import { toolsOf } from './case_tools.js';
import { caseTranscripts } from './case_transcripts.js';
import { wrapUp } from './case_wrap_up.js';
import { callPath } from './desk.js';
import { momentsOf } from './moments.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/** @typedef {import('../protocol/desk.js').CallLine} CallLine */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */
/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../state/call_view.js').Gone} Gone */
/** @typedef {import('../state/case_side.js').Side} Side */
/** @typedef {import('./console.js').Console} Console */

const CALLS_SHOWN = 20;
const SUMMARIES_SHOWN = 5;

/** @param {string} reference @param {HTMLElement} main the view's place @param {Console} page @param {AbortSignal} signal ends with the view */
export function showCase(reference, main, page, signal) {
  return new ShownCase(reference, main, page, signal).open();
}

class ShownCase {
  #filed = element('div', { class: 'case-filed' });
  #history = element('div', { class: 'case-history' });
  #beside = element('div', { class: 'stack' });
  #promised = element('div', { class: 'case-promised' });
  #aside = element('div', { class: 'case-call' }, this.#beside, this.#promised, this.#history);
  /** What is known so far; the side is drawn when all of it is. @type {{view: CaseView | null, calls: CallLine[], liveCallId: string | null | undefined}} */
  #known = { view: null, calls: [], liveCallId: undefined };
  /** The side shown, and what ends with it. */
  #shown = '';
  #lasting = new AbortController();
  /** A call or a wrap-up is shown: it ends by its own word and not by news. */
  #lastsByItself = false;
  /** The news of a call being made comes before the answer that says it is this page's own. */
  #starting = false;
  /** @type {{callId: string, keeper: import('../state/notes_keeper.js').NotesKeeper} | null} */
  #notes = null;
  #reference;
  #main;
  #page;
  #signal;
  #timeline;
  /** Reads anew what was agreed on, once a call is written up. */
  #agreed = () => {};

  /** @param {string} reference @param {HTMLElement} main @param {Console} page @param {AbortSignal} signal */
  constructor(reference, main, page, signal) {
    this.#reference = reference;
    this.#main = main;
    this.#page = page;
    this.#signal = signal;
    this.#timeline = caseTimeline(reference, signal);
    if (!page.isAgent) return;
    page.live.standBeside(reference, { ended: (call) => void this.#ended(call), gone: (how) => this.#gone(how), left: () => void this.#closeGone(), filed: () => void this.#showFiled() }, signal);
    page.standing.onChange((agent) => {
      this.#known.liveCallId = agent.call_id;
      void this.#settle();
    }, signal);
  }

  /** @returns {Promise<void>} */
  async open() {
    fill(this.#main, loading());
    try {
      const [view] = await Promise.all([readCase(this.#reference, this.#signal), this.#readHistory()]);
      this.#known.view = view;
      document.title = `${view.reference} · ${view.customer.name} – ${t('desk.brand')}`;
      fill(this.#main, caseHead(view), element('div', { class: 'case-columns', id: 'columns' }, this.#about(view), this.#aside));
      await Promise.all([this.#settle(), this.#showFiled()]);
    } catch (error) {
      if (!this.#signal.aborted) fill(this.#main, element('a', { href: '/agent' }, t('case.back')), failure(error, () => this.open()));
    }
  }

  /** @param {CaseView} view */
  #about(view) {
    this.#showPromised(view);
    const contacts = caseContacts({ view, happened: () => void this.#timeline.refresh(), signal: this.#signal });
    this.#aside.prepend(contacts.night);
    return element(
      'div',
      { class: 'case-about' },
      element('div', { class: 'wide stack' }, toolsOf(view, { page: this.#page, happened: () => void this.#timeline.refresh(), signal: this.#signal }), routePanel(view)),
      element('div', { class: 'stack', id: 'about-parcel' }, readingPanel(view), this.#alert(view), customerPanel(view), contacts.panel, parcelPanel(view), this.#filed),
      element('div', { class: 'stack' }, this.#checks(view), this.#carrier(view, contacts), this.#solution(view), this.#claim(view), trackingPanel(view)),
    );
  }

  /** @param {CaseView} view */
  #alert({ alert }) {
    return alert && alertPanel(alert, (id) => settleAlert(id, this.#signal));
  }

  /** What the carrier was asked, and what its answer asks for. @param {CaseView} view @param {ReturnType<typeof caseContacts>} contacts */
  #carrier({ alert }, contacts) {
    const happened = () => {
      void this.#timeline.refresh();
      void contacts.refresh();
    };
    const moved = (/** @type {string} */ stage) => showStage(this.#main, stage);
    return caseCarrier({ reference: this.#reference, alertId: alert?.id ?? null, moved, happened, tell: contacts.write, signal: this.#signal });
  }

  /** The facts to be checked, beside the call in which they are heard. @param {CaseView} view */
  #checks({ parcel, customer }) {
    const callId = () => (this.#shown.startsWith('call ') ? this.#shown.slice('call '.length) : null);
    const country = parcel.destination?.country ?? customer.country ?? '';
    return caseChecklist({ reference: this.#reference, country, callId, answered: () => void this.#timeline.refresh(), signal: this.#signal });
  }

  /** What the customer gets, beside the call in which it is settled. @param {CaseView} view */
  #solution({ parcel }) {
    const callId = () => (this.#shown.startsWith('call ') ? this.#shown.slice('call '.length) : null);
    const { panel, refresh } = caseSolution({ reference: this.#reference, currency: parcel.value?.currency ?? '', callId, decided: () => this.#noted(), signal: this.#signal });
    this.#agreed = refresh;
    return panel;
  }

  /** What is claimed back. @param {CaseView} view */
  #claim({ parcel }) {
    const callId = () => (this.#shown.startsWith('call ') ? this.#shown.slice('call '.length) : null);
    return caseClaim({ reference: this.#reference, value: parcel.value, callId, say: this.#page.say, noted: () => this.#noted(), signal: this.#signal });
  }

  /** Something was written down that stands on the timeline, and may have moved the case. */
  #noted() {
    void this.#timeline.refresh();
    void readCase(this.#reference, this.#signal).then(({ stage }) => showStage(this.#main, stage)).catch(() => {}); // it is right when it is opened again
  }

  /** What was promised on this case; nothing is shown where nothing was. @param {CaseView} view */
  #showPromised({ commitments }) {
    fill(this.#promised, commitments.length > 0 && promisedPanel(commitments, { settle: (id, how) => settleCommitment(id, how, this.#signal), move: (id, until) => moveCommitment(id, until, this.#signal) }));
  }

  /** The photos and documents on this case: at opening, after one was added, and after a call. @returns {Promise<void>} */
  async #showFiled() {
    const [reference, signal] = [this.#reference, this.#signal];
    const found = await readEvidence(reference, signal).catch(() => null);
    if (!found) return; // the rest of the case is there
    const add = async (/** @type {File} */ file) => {
      await uploadEvidence({ reference }, { file, name: file.name, sha256: await hashOf(file), signal });
      await this.#showFiled();
    };
    fill(this.#filed, evidencePanel(found.evidence, { url: ({ id }, what) => evidenceUrl({ reference }, id, what), add, signal }));
  }

  /** Calls, what happened, and the summaries attached: at opening, and whenever a call has ended. */
  async #readHistory() {
    void this.#timeline.refresh();
    const wanted = new URLSearchParams({ case: this.#reference, limit: String(CALLS_SHOWN), offset: '0' });
    const { calls } = await searchCalls(wanted, this.#signal);
    this.#known.calls = calls;
    const talked = calls.filter((call) => call.state === 'closed' && call.active_since !== null).slice(0, SUMMARIES_SHOWN);
    const found = await Promise.all(talked.map((call) => readSummary(call.id, this.#signal).catch(() => null))); // not this reader's to see
    this.#showHistory(found.filter((summary) => summary !== null).filter(isFiled));
  }

  /** @param {SummaryRecord[]} summaries */
  #showHistory(summaries) {
    const copy = (/** @type {SummaryRecord} */ { call_id: id, state }) => (state === 'approved' && this.#page.isAgent ? sendCopy(() => sendCustomerCopy(id, this.#signal), this.#signal) : null);
    fill(this.#history, summariesPanel(summaries, this.#known.calls, { beside: copy, find: (id) => momentsOf(id, this.#signal) }), caseTranscripts(this.#known.calls, this.#signal), this.#timeline.panel);
  }

  /** Shows the side that is right by what is known now. */
  async #settle() {
    const { view, calls, liveCallId } = this.#known;
    if (!view || !this.#page.isAgent || liveCallId === undefined || this.#starting) return;
    const askedId = new URLSearchParams(location.search).get('call');
    const now = side({ liveCallId, askedId, calls, agentName: this.#page.session.user.name });
    if (this.#lastsByItself || this.#shown === nameOf(now)) return;
    await this.#show(now, view);
  }

  /** @param {Side} now @param {CaseView} view */
  async #show(now, view) {
    this.#shown = nameOf(now);
    this.#lasting.abort();
    this.#lasting = new AbortController();
    const resume = now.kind === 'call' && !hasSeat(now.callId) && this.#page.live.callId !== now.callId;
    const calling = now.kind === 'call' && !resume;
    this.#lastsByItself = calling || now.kind === 'wrap_up';
    this.#arrange({ calling, writing: now.kind === 'wrap_up' });
    if (resume) return fill(this.#beside, resumePanel(() => this.#join(now.callId)));
    if (now.kind === 'call') return this.#call(now.callId, view);
    if (now.kind === 'wrap_up') return fill(this.#beside, wrapUp(now.callId, { approved: (record) => this.#approved(record), notes: this.#notesOf(now.callId), signal: this.#ends }));
    if (now.kind === 'elsewhere') return fill(this.#beside, elsewherePanel(await this.#wayTo(now.callId)));
    if (now.kind === 'open') return fill(this.#beside, openPanel(now.call, () => this.#join(now.call.id)));
    if (now.kind === 'queued') return fill(this.#beside, queuedPanel(now.call));
    if (now.kind === 'taken') return fill(this.#beside, takenPanel(now.call));
    return fill(this.#beside, startPanel(view, () => this.#start()));
  }

  get #ends() {
    return AbortSignal.any([this.#lasting.signal, this.#signal]);
  }

  /** What came before makes room for a call, and for its wrap-up. @param {{calling: boolean, writing: boolean}} how */
  #arrange({ calling, writing }) {
    const columns = the('#columns', HTMLElement, this.#main);
    columns.classList.toggle('beside-call', calling);
    columns.classList.toggle('with-wrap-up', writing);
    const parcel = the('#about-parcel', HTMLElement, this.#main);
    (calling || writing ? parcel : this.#aside).append(this.#history);
    if (calling || writing) parcel.prepend(this.#promised);
    else this.#history.before(this.#promised);
  }

  /** @param {string} callId @param {CaseView} view */
  #call(callId, view) {
    fill(this.#beside);
    const notes = notesPanel(this.#notesOf(callId), this.#ends);
    the('#about-parcel', HTMLElement, this.#main).prepend(notes);
    this.#ends.addEventListener('abort', () => notes.remove(), { once: true });
    this.#page.live.enter(callId, { reference: this.#reference, name: view.customer.name });
  }

  /** The notes of a call, from its talk to its wrap-up. @param {string} callId */
  #notesOf(callId) {
    if (this.#notes?.callId === callId) return this.#notes.keeper;
    const keeper = this.#page.notes.of(callId);
    this.#signal.addEventListener('abort', () => void keeper.flush(), { once: true });
    this.#notes = { callId, keeper };
    return keeper;
  }

  /** @param {string} callId */
  async #wayTo(callId) {
    const found = await readCall(callId, this.#signal).catch(() => null);
    return found && { reference: found.case_reference, href: callPath(found.case_reference, callId) };
  }

  /** @returns {Promise<void>} */
  async #start() {
    this.#starting = true;
    try {
      await this.#join((await makeCall(this.#reference, this.#signal)).call_id);
    } finally {
      this.#starting = false;
    }
  }

  /** This agent's own click: the page takes its place in the call. @param {string} callId */
  async #join(callId) {
    takeSeat(callId);
    history.replaceState(null, '', callPath(this.#reference, callId));
    if (this.#known.view) await this.#show({ kind: 'call', callId }, this.#known.view);
  }

  /** The talk is over, or never began. @param {CallSnapshot} call */
  async #ended({ id, state, reason }) {
    this.#known.liveCallId = null;
    const { view } = this.#known;
    await this.#notes?.keeper.flush(); // the draft is made from what stands there
    if (reason === 'call_back') await readCase(this.#reference, this.#signal).then((found) => this.#showPromised(found), () => {}); // it is on the case in any case
    if (reason && reason !== 'completed') this.#page.say(t(`call.ended.${reason}`, { name: view?.customer.name ?? '' }));
    await Promise.all([this.#readHistory().catch(() => {}), this.#showFiled()]); // the wrap-up does not wait for it
    if (this.#signal.aborted) return;
    if (state !== 'wrap_up' || !view) return this.#leaveSide();
    await this.#show({ kind: 'wrap_up', callId: id }, view);
    the('#wrap-up-title', HTMLElement, this.#main).focus();
  }

  /** The call went on without this agent: said once, and what they may do next. @param {Gone} how */
  #gone(how) {
    this.#known.liveCallId = null;
    this.#lasting.abort();
    this.#arrange({ calling: false, writing: false });
    fill(this.#beside, gonePanel(how, this.#known.view?.customer.name ?? '', () => void this.#closeGone()));
    the('#call-title', HTMLElement, this.#main).focus();
  }

  async #closeGone() {
    await this.#readHistory().catch(() => {}); // what is known is shown
    await this.#leaveSide();
  }

  async #leaveSide() {
    this.#shown = '';
    this.#lastsByItself = false;
    if (this.#signal.aborted) return;
    history.replaceState(null, '', location.pathname);
    await this.#settle();
  }

  /** @param {SummaryRecord} record */
  async #approved(record) {
    this.#page.say(t(record.state === 'rejected' ? 'wrap.rejected' : 'wrap.approved'));
    this.#known.calls = this.#known.calls.map((call) => (call.id === record.call_id ? { ...call, state: /** @type {const} */ ('closed'), outcome: record.outcome } : call));
    await this.#readHistory().catch(() => this.#showHistory([record]));
    await readCase(this.#reference, this.#signal).then((found) => this.#showPromised(found), () => {}); // what was approved is somebody's task now
    this.#agreed();
    await this.#leaveSide();
    the('#summaries-title', HTMLElement, this.#main).focus();
  }
}

/** @param {Side} now */
function nameOf(now) {
  return `${now.kind} ${'callId' in now ? now.callId : 'call' in now ? now.call.id : ''}`;
}
