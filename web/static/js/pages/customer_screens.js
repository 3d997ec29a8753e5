/**
 * Draws each screen of the customer's page, from the lobby to the end. Which one it is, and what a press means, the page decides.
 */

import { openingTimes } from '../protocol/join_api.js';
import { inCall } from '../protocol/statement_api.js';
import { measureLevel } from '../rtc/level_meter.js';
import { callBackForm, nothingEntered } from '../ui/call_back_form.js';
import { callStage, textStanding } from '../ui/call_stage.js';
import { element } from '../ui/element.js';
import { leftForNow } from '../ui/ended.js';
import { lineCause } from '../ui/line_cause.js';
import { lobby } from '../ui/lobby.js';
import { statementOnStage } from '../ui/statement_on_stage.js';
import { StageAhead } from '../ui/stage_ahead.js';
import { stayAwake } from '../ui/stay_awake.js';
import { waiting } from '../ui/waiting.js';
import { t } from '../ui/words.js';
import { afterTheCall, showEnded } from './call_ends.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../state/customer_screen.js').Screen} Screen */
/** @typedef {import('../ui/customer_frame.js').CustomerFrame} CustomerFrame */
/**
 * What the customer may press. `moveOn`: they would rather go on somewhere else, while that screen is there.
 *
 * @typedef {{join: () => void, wish: (now: boolean) => void, leave: () => void, comeBack: () => Promise<void>, moveOn: (signal: AbortSignal) => void}} Acts
 */

export class CustomerScreens {
  /** What stands in the form for a call-back, also while it is not shown. */
  #entered = nothingEntered();
  #memory = { heard: false };
  /** What was to be sent, and the call was over first; the last page is drawn anew when the recording's state changes. @type {import('../state/evidence_sending.js').Chosen | null} */
  #unsent = null;
  /** How the text stands, also in another language. */
  #chat;
  /** When somebody is there; asked for before anybody needs it. */
  #hours;
  #after;
  #ahead;
  #page;

  /**
   * @param {object} page
   * @param {CustomerFrame} page.frame
   * @param {import('../state/call_session.js').CallSession} page.session
   * @param {import('./own_devices.js').OwnDevices} page.devices
   * @param {import('../state/connection_check.js').ConnectionCheck} page.check
   * @param {HTMLVideoElement} page.remote
   * @param {import('../ui/evidence_on_stage.js').EvidenceWay} page.evidence
   * @param {import('../state/kept_call.js').KeptCall} page.kept
   * @param {import('./join_call.js').Entry} page.entry
   * @param {() => string} page.token as it is now: it may be renewed
   * @param {ReturnType<typeof import('../ui/toasts.js').toasts>} page.toast
   * @param {boolean} page.inApp the page seems to be inside another app
   * @param {Acts} page.acts
   * @param {AbortSignal} page.signal the page's life
   */
  constructor(page) {
    this.#page = page;
    this.#chat = textStanding({ open: page.session.draft !== '' });
    this.#ahead = new StageAhead((signal) => this.#stage(signal), (place) => page.frame.keepBehind(place), page.signal);
    this.#hours = hoursAhead(page.signal);
    this.#after = afterTheCall({ kept: page.kept, callId: page.entry.callId, token: page.token, signal: page.signal });
  }

  /** @param {Screen} screen */
  show(screen) {
    const { frame, acts } = this.#page;
    switch (screen) {
      case 'lobby':
        return frame.show(screen, (signal) => ({ title: t('lobby.title'), content: this.#lobby(signal) }));
      case 'waiting':
        return frame.show(screen, (signal) => ({ title: t('welcome.page'), content: this.#waiting(signal) }));
      case 'call_back':
        return frame.show(screen, (signal) => ({ title: t('callback.title'), content: this.#callBack(signal) }));
      case 'call':
        return frame.show(screen, (signal) => ({ title: t('welcome.page'), content: this.#talk(signal) }));
      case 'left':
        return frame.show(screen, () => ({ title: t('ended.left'), content: leftForNow(acts.comeBack) }));
      case 'ended':
        return this.#ended();
    }
  }

  /** @param {AbortSignal} signal */
  #lobby(signal) {
    const { session, devices, check, entry, inApp, acts } = this.#page;
    const known = { call: entry.call, ownId: entry.participantId };
    stayAwake(signal);
    this.#ahead.drop(); // drawn once more it is in another language
    this.#prepareStage(signal);
    return lobby({ session, devices, check, known, memory: this.#memory, measure: measureLevel, join: acts.join, wish: () => acts.wish(true), inApp, moveOn: () => acts.moveOn(signal), signal });
  }

  /** @param {AbortSignal} signal */
  #waiting(signal) {
    const { session, kept, entry, acts } = this.#page;
    stayAwake(signal);
    this.#prepareStage(signal);
    return waiting({ session, known: entry.call, leave: acts.leave, wish: () => acts.wish(true), lastAgent: () => kept.of(entry.callId).agentName ?? null, moveOn: () => acts.moveOn(signal), signal });
  }

  /** Once all that is left is a click, one's own or the other one's. @param {AbortSignal} signal */
  #prepareStage(signal) {
    this.#page.session.onChange(({ talk }) => talk === 'connected' && this.#ahead.prepare(), signal);
  }

  /** @param {AbortSignal} signal */
  #callBack(signal) {
    const { session, acts } = this.#page;
    return callBackForm({ session, opensAt: this.#call?.queue?.opens_at ?? null, hours: this.#hours, entered: this.#entered, back: () => acts.wish(false), signal });
  }

  /** @param {AbortSignal} signal */
  #stage(signal) {
    const { session, remote, check, evidence, toast, acts } = this.#page;
    const stage = callStage(session, { remote, signal, toast, wish: () => acts.wish(true), evidence, cause: lineCause(session, check, signal), chat: this.#chat });
    return element('div', { class: 'stage-place' }, element('h1', { class: 'visually-hidden' }, t('call.region')), stage);
  }

  /** @param {AbortSignal} signal */
  #talk(signal) {
    const { session, devices, entry, token } = this.#page;
    const place = this.#ahead.take(signal);
    statementOnStage(session, inCall(entry.callId, token, signal), signal);
    void useSpeaker(place, devices.choice.speaker);
    return place;
  }

  #ended() {
    this.#ahead.drop();
    const { frame, session, entry, evidence } = this.#page;
    this.#unsent = evidence.sending?.callEnded() ?? this.#unsent;
    showEnded(frame, /** @type {CallSnapshot} */ (this.#call), {
      ownId: entry.participantId,
      heldBack: session.view.heldToTheEnd,
      unsent: this.#unsent,
      discard: () => session.asks.withdraw({ discard: true, control: 'ended.discard' }),
      receipt: this.#after.receipt,
      rate: this.#after.rate(),
    });
  }

  get #call() {
    return this.#page.session.view.call ?? this.#page.entry.call;
  }
}

/** Without an answer nothing is known, and the server says what is not possible. @param {AbortSignal} signal @returns {Promise<import('../state/call_back.js').Window[]>} */
async function hoursAhead(signal) {
  const { spans } = await openingTimes(signal).catch(() => ({ spans: [] }));
  return spans.map((span) => ({ startsAt: new Date(span.starts_at), endsAt: new Date(span.ends_at) }));
}

/** The one chosen in the lobby, for all that sounds on the stage. @param {HTMLElement} place @param {string | null} speaker */
async function useSpeaker(place, speaker) {
  if (speaker === null) return;
  for (const sounding of place.querySelectorAll('video')) {
    if ('setSinkId' in sounding) await sounding.setSinkId(speaker).catch(() => {}); // unplugged since: the usual one plays
  }
}
