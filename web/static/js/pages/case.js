/**
 * `/agent/cases/{reference}`: the case link. The case on one side; on the other what comes before a call and after it. The
 * call itself belongs to the page, and stands beside its own case.
 */

import { moveCommitment, readCall, readCase, readEvidence, readSummary, searchCalls, sendCustomerCopy, settleCommitment } from '../protocol/desk_api.js';
import { evidenceUrl, uploadEvidence } from '../protocol/evidence_api.js';
import { side } from '../state/case_side.js';
import { isFiled } from '../state/wrap_up.js';
import { hashOf } from '../state/evidence_sending.js';
import { summariesPanel } from '../ui/case_calls.js';
import { evidencePanel } from '../ui/case_evidence.js';
import { caseHead, showStage } from '../ui/case_panels.js';
import { elsewherePanel, gonePanel, openPanel, queuedPanel, resumePanel, startPanel, takenPanel } from '../ui/case_sides.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { notesPanel } from '../ui/notes_panel.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { hasSeat, takeSeat } from '../ui/own_tab.js';
import { promisedPanel } from '../ui/promises.js';
import { sendCopy } from '../ui/send_copy.js';
import { isWorkedIn } from '../ui/worked_in.js';
import { caseAbout } from './case_about.js';
import { makeCall } from './case_call.js';
import { CaseNews } from './case_news.js';
import { caseTimeline } from './case_timeline.js';
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
  #news;

  /** @param {string} reference @param {HTMLElement} main @param {Console} page @param {AbortSignal} signal */
  constructor(reference, main, page, signal) {
    this.#reference = reference;
    this.#main = main;
    this.#page = page;
    this.#signal = signal;
    this.#timeline = caseTimeline(reference, signal);
    this.#news = new CaseNews(reference, signal);
    this.#news.follow(null, () => this.#timeline.refresh(), () => {});
    this.#news.follow(this.#filed, () => readEvidence(reference, signal), ({ evidence }) => this.#drawFiled(evidence));
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
    const { place, night } = caseAbout(view, {
      page: this.#page, filed: this.#filed, news: this.#news, signal: this.#signal,
      callId: () => (this.#shown.startsWith('call ') ? this.#shown.slice('call '.length) : null),
      changed: (now) => this.#changed(now), moved: (stage) => this.#moved(stage), happened: () => this.#happened(),
    });
    this.#aside.prepend(night);
    return place;
  }

  /** Somebody else, or this page, has changed what is known of it. @param {CaseView} view */
  #changed(view) {
    this.#known.view = view;
    the('.case-head', HTMLElement, this.#main).replaceWith(caseHead(view));
    if (!isWorkedIn(this.#promised)) this.#showPromised(view);
    if (this.#shown.startsWith('start ') && !isWorkedIn(this.#beside)) fill(this.#beside, startPanel(view, () => this.#start()));
  }

  /** Something was done here: it stands on the timeline, and other parts of the page may say something new. */
  #happened() {
    void this.#timeline.refresh();
    void this.#news.look();
  }

  /** @param {string} stage */
  #moved(stage) {
    showStage(this.#main, stage);
    this.#happened();
  }

  /** What was promised on this case; nothing is shown where nothing was. @param {CaseView} view */
  #showPromised({ commitments }) {
    fill(this.#promised, commitments.length > 0 && promisedPanel(commitments, { settle: (id, how) => settleCommitment(id, how, this.#signal), move: (id, until) => moveCommitment(id, until, this.#signal) }));
  }

  /** The photos and documents on this case: at opening, after one was added, and after a call. @returns {Promise<void>} */
  async #showFiled() {
    const found = await readEvidence(this.#reference, this.#signal).catch(() => null);
    if (found) this.#drawFiled(found.evidence); // else the rest of the case is there
  }

  /** @param {readonly import('../protocol/desk.js').EvidenceRecord[]} files */
  #drawFiled(files) {
    const [reference, signal] = [this.#reference, this.#signal];
    const add = async (/** @type {File} */ file) => {
      await uploadEvidence({ reference }, { file, name: file.name, sha256: await hashOf(file), signal });
      await this.#showFiled();
      this.#happened(); // it may be a voucher now
    };
    fill(this.#filed, evidencePanel(files, { url: ({ id }, what) => evidenceUrl({ reference }, id, what), add, signal }));
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
    void this.#news.look(); // and what was agreed waits for a decision
    await this.#leaveSide();
    the('#summaries-title', HTMLElement, this.#main).focus();
  }
}

/** @param {Side} now */
function nameOf(now) {
  return `${now.kind} ${'callId' in now ? now.callId : 'call' in now ? now.call.id : ''}`;
}
