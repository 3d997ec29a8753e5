/**
 * The call of this tab: it lives as long as the page, whichever case the agent looks at. After a reload it is back by
 * itself, as the agent had it: their own click was in this tab, and less than a minute ago.
 */

import { readCall } from '../protocol/desk_api.js';
import { replacedPanel } from '../ui/case_sides.js';
import { t } from '../ui/desk_words.js';
import { liveFrame } from '../ui/live_frame.js';
import { forgetJoined, hasSeat, keepJoined, keptJoined, leaveSeat, takeSeat } from '../ui/own_tab.js';
import { callInPage } from './case_call.js';
import { callPath } from './desk.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../state/call_view.js').Gone} Gone */
/** @typedef {{reference: string, name: string}} About the case of the call, and its customer's name */
/** @typedef {{ended: (call: CallSnapshot) => void, gone: (how: Gone) => void, left: () => void, filed: () => void}} Host the view of the call's own case */

export class LiveCall {
  /** @type {(About & {callId: string}) | null} */
  #now = null;
  /** @type {{reference: string, host: Host} | null} */
  #beside = null;
  #life = new AbortController();
  /** Another window has it: this one only says so. */
  #isElsewhere = false;
  #chat = { lines: 0, seen: 0 };
  /** As the agent had the call last. @type {CallView['own'] | null} */
  #own = null;
  #frame = liveFrame();
  #socket;
  #say;
  #signal;

  /**
   * @param {object} page
   * @param {import('../protocol/socket.js').SignalingSocket} page.socket
   * @param {(text: string, kind?: 'news' | 'trouble') => void} page.say
   * @param {AbortSignal} page.signal
   */
  constructor({ socket, say, signal }) {
    this.#socket = socket;
    this.#say = say;
    this.#signal = signal;
    // Not with the signal, which ends in this very event: what the agent had is still known then.
    addEventListener('pagehide', () => this.#now && this.#own?.ready && keepJoined(this.#now.callId, this.#own));
  }

  get frame() {
    return this.#frame.frame;
  }

  get callId() {
    return this.#now?.callId ?? null;
  }

  /** The agent is in this call by now, in this tab or another one: only where this tab has the seat it is entered. @param {string | null} callId */
  async follow(callId) {
    if (this.#isElsewhere && callId !== this.#now?.callId) this.#endedElsewhere();
    if (callId === null || this.#now || !hasSeat(callId)) return;
    const found = await readCall(callId, this.#signal).catch(() => null); // the case's own page enters it as well
    if (found && hasSeat(callId)) this.enter(callId, { reference: found.case_reference, name: found.customer_name });
  }

  /** @param {string} callId @param {About} about */
  enter(callId, about) {
    if (this.#now?.callId === callId) return;
    this.#life.abort();
    this.#life = new AbortController();
    this.#now = { callId, ...about };
    this.#isElsewhere = false;
    this.#own = null;
    this.#chat = { lines: 0, seen: 0 };
    const signal = AbortSignal.any([this.#life.signal, this.#signal]);
    const back = keptJoined(callId);
    forgetJoined(callId); // a copy of this tab is another window, and asks
    const place = callInPage(callId, {
      reference: about.reference,
      name: about.name,
      socket: this.#socket,
      say: this.#say,
      back,
      moved: (view) => this.#moved(view),
      filed: () => this.#beside?.reference === about.reference && this.#beside.host.filed(),
      ended: (call) => this.#over(callId, (host) => host.ended(call), t(`call.ended.${call.reason ?? 'completed'}`, { name: about.name })),
      gone: (how) => this.#over(callId, (host) => host.gone(how), t('call.gone.title')),
      elsewhere: () => this.#elsewhere(callId, about),
      signal,
    });
    this.#frame.show({ ...about, href: callPath(about.reference, callId) }, place);
    this.#dock();
  }

  /** The view of a case is shown until `signal`: its call stands beside it. @param {string} reference @param {Host} host @param {AbortSignal} signal */
  standBeside(reference, host, signal) {
    const beside = { reference, host };
    this.#beside = beside;
    this.#dock();
    signal.addEventListener('abort', () => {
      if (this.#beside !== beside) return;
      this.#beside = null;
      this.#dock();
    }, { once: true });
  }

  #dock() {
    if (!this.#now) return; // what is said of a call that is over stays where it is
    const docked = this.#beside?.reference !== this.#now.reference;
    this.#frame.dock(docked);
    this.frame.parentElement?.classList.toggle('with-live', !docked);
    if (!docked) this.#chat.seen = this.#chat.lines;
    this.#frame.tellUnread(docked ? this.#chat.lines - this.#chat.seen : 0);
  }

  /** @param {CallView} view */
  #moved(view) {
    if (view.socket !== 'closed') this.#own = view.own; // a line closed for good has taken the devices along
    const lines = view.chat.filter((line) => line.participantId !== view.self?.id).length;
    if (lines === this.#chat.lines) return;
    this.#chat.lines = lines;
    this.#dock();
  }

  /** This window says where the call went, and has a line of its own again: what waits and rings is seen here too. @param {string} callId @param {About} about */
  #elsewhere(callId, about) {
    const own = this.#own;
    this.#life.abort();
    this.#isElsewhere = true;
    this.#own = null;
    leaveSeat();
    const takeBack = () => {
      takeSeat(callId);
      if (own?.ready) keepJoined(callId, own);
      this.#now = null;
      this.enter(callId, about);
    };
    this.#frame.show({ ...about, href: callPath(about.reference, callId) }, replacedPanel(takeBack));
    this.#dock();
    queueMicrotask(() => this.#socket.takeBack()); // everybody hears first that it was closed
  }

  #endedElsewhere() {
    const host = this.#beside?.reference === this.#now?.reference ? this.#beside : null;
    this.#isElsewhere = false;
    this.#now = null;
    this.#frame.clear();
    this.frame.parentElement?.classList.remove('with-live');
    host?.host.left();
  }

  /** @param {string} callId @param {(host: Host) => void} tell @param {string} words where its case is not shown */
  #over(callId, tell, words) {
    const now = this.#now;
    if (now?.callId !== callId) return;
    const host = this.#beside?.reference === now.reference ? this.#beside.host : null;
    forgetJoined(callId);
    this.#life.abort();
    this.#now = null;
    if (host) this.#frame.clear();
    else this.#frame.showEnd({ ...now, href: callPath(now.reference, callId) }, words, () => this.#now === null && this.#frame.clear());
    this.frame.parentElement?.classList.remove('with-live');
    if (host) tell(host);
  }
}
