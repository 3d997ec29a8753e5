/**
 * From the lobby to the end: one customer's page in one call. Decides which screen is shown, and keeps what a reload needs.
 */

import { handOver, openingTimes } from '../protocol/join_api.js';
import { rateCall } from '../protocol/rating_api.js';
import { makeReceiptLink } from '../protocol/receipt_api.js';
import { newPageId } from '../protocol/socket.js';
import { inCall } from '../protocol/statement_api.js';
import { measureLevel } from '../rtc/level_meter.js';
import { CallSession } from '../state/call_session.js';
import { ConnectionCheck } from '../state/connection_check.js';
import { agentOf, heldElsewhere, screenFor } from '../state/customer_screen.js';
import { isLost } from '../state/sound_ladder.js';
import { flashTitle } from '../ui/attention.js';
import { callBackForm, nothingEntered } from '../ui/call_back_form.js';
import { mountCallStage } from '../ui/call_stage.js';
import { element } from '../ui/element.js';
import { elsewhere, ended, leftForNow } from '../ui/ended.js';
import { wordsForCode } from '../ui/error_words.js';
import { lobby } from '../ui/lobby.js';
import { linkNotValid, noLongerIn, shownOut, unreachable } from '../ui/no_way_in.js';
import { showOtherDevice } from '../ui/other_device.js';
import { followSight } from '../ui/page_in_sight.js';
import { remotePicture } from '../ui/remote_picture.js';
import { statementOnStage } from '../ui/statement_on_stage.js';
import { stayAwake } from '../ui/stay_awake.js';
import { playTestSound } from '../ui/test_sound.js';
import { toasts } from '../ui/toasts.js';
import { waiting } from '../ui/waiting.js';
import { currentLocale, t } from '../ui/words.js';
import { customersWay } from './evidence_way.js';
import { openSocket } from './open_socket.js';
import { OwnDevices } from './own_devices.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../ui/customer_frame.js').CustomerFrame} CustomerFrame */
/**
 * `call` is null for those who came by a code and load the page again: the socket tells it.
 *
 * @typedef {{token: string, participantId: string, callId: string, call: CallSnapshot | null}} Entry
 */

/**
 * @param {object} options
 * @param {CustomerFrame} options.frame
 * @param {import('../state/kept_call.js').KeptCall} options.kept
 * @param {Entry} options.entry
 * @param {() => Promise<Entry>} options.renew comes in again by the way one came; a RestError says why not
 * @param {boolean} options.reloaded this very tab was loaded again: its own click still counts
 * @param {boolean} [options.wish] the form for a call-back is what comes first
 * @param {boolean} options.inApp the page seems to be inside another app
 * @param {AbortSignal} options.signal the page's life
 */
export function openCall({ frame, kept, entry, renew, reloaded, wish = false, inApp, signal }) {
  const before = kept.of(entry.callId);
  const again = async () => openCall({ frame, kept, entry: await renew(), renew, reloaded: false, inApp, signal });
  const mine = reloaded ? (before.pageId ?? null) : null;
  if (entry.call && heldElsewhere(entry.call, entry.participantId, mine)) {
    return frame.show('elsewhere', () => ({ title: t('replaced.title'), content: elsewhere(() => new CustomerCall({ frame, kept, entry, renew, again, inApp, signal })) }));
  }
  const page = new CustomerCall({ frame, kept, entry, renew, again, wish, inApp, signal });
  if (reloaded && before.clicked) page.clickedBefore(before.media ?? { audio: true, video: true });
}

class CustomerCall {
  #frame;
  #kept;
  #entry;
  #again;
  #inApp;
  #life = new AbortController();
  #session;
  #remote;
  #check;
  #devices;
  #socket;
  #token;
  #evidence;
  #clicked = false;
  #left = false;
  /** The form for a call-back is open, and what stands in it. */
  #wishing;
  #entered = nothingEntered();
  /** The devices were let go of to another window, and are being opened again: a stage without them would be a wrong one. */
  #takingBack = false;
  /** When somebody is there; asked for before anybody needs it. */
  #hours;
  #hadDevices = false;
  #keptClick = false;
  /** What is on, as it was when the device was there last. */
  #media = { audio: true, video: true };
  /** As they were before the form for a call-back came over the talk. @type {{microphone: boolean, camera: boolean} | null} */
  #before = null;
  #shown = '';
  #language = '';
  #memory = { heard: false };
  #toast = toasts(this.#life.signal);

  /**
   * @param {object} options
   * @param {CustomerFrame} options.frame
   * @param {import('../state/kept_call.js').KeptCall} options.kept
   * @param {Entry} options.entry
   * @param {() => Promise<Entry>} options.renew
   * @param {() => Promise<void>} options.again a new page in the same call
   * @param {boolean} [options.wish]
   * @param {boolean} options.inApp
   * @param {AbortSignal} options.signal
   */
  constructor({ frame, kept, entry, renew, again, wish = false, inApp, signal }) {
    this.#frame = frame;
    this.#kept = kept;
    this.#entry = entry;
    this.#again = again;
    this.#inApp = inApp;
    this.#wishing = wish;
    signal.addEventListener('abort', () => this.#life.abort(), { once: true });
    const own = this.#life.signal;
    this.#hours = hoursAhead(own);
    this.#token = entry.token;
    this.#evidence = customersWay({
      door: () => ({ reference: (this.#session.view.call ?? entry.call)?.case.reference ?? '', token: this.#token }),
      answer: (requestId, answer) => this.#session.asks.answerEvidence(requestId, answer),
      filed: ({ name }) => this.#toast(t('evidence.filed', { file: name })),
      gaveUp: () => this.#toast(t('evidence.not_sent'), 'trouble'),
      signal: own,
    });
    const pageId = newPageId();
    kept.keep(entry.callId, { pageId, clicked: false });
    this.#socket = openSocket({ token: entry.token, pageId, renew: async () => (this.#token = (await renew()).token), signal: own });
    this.#session = new CallSession({ socket: this.#socket, openedAt: 0, signal: own });
    this.#remote = remotePicture(this.#session, own);
    followSight(this.#session, own);
    this.#check = new ConnectionCheck({ socket: this.#socket, session: this.#session, signal: own });
    this.#devices = new OwnDevices(this.#session, own);
    frame.onLanguage = () => this.#tellLanguage(this.#session.view);
    this.#session.onChange((view) => this.#moved(view), own);
    if (!wish) void this.#devices.open(); // whoever wants no call is not asked for a camera
  }

  /** The click was made in this tab before it was loaded again: back to where one was, as one was. @param {{audio: boolean, video: boolean}} media */
  async clickedBefore({ audio, video }) {
    const { signal } = this.#life;
    this.#clicked = true;
    this.#moved(this.#session.view);
    await new Promise((resolve) => {
      const done = new AbortController();
      signal.addEventListener('abort', () => resolve(done.abort()), { once: true });
      this.#devices.onChange(() => !this.#devices.asking && resolve(done.abort()), done.signal);
    });
    if (signal.aborted) return;
    this.#session.setMicrophone(audio);
    this.#session.setCamera(video);
    this.#session.ready();
    this.#keepClick();
  }

  #join() {
    this.#devices.giveUpAsking();
    this.#clicked = true;
    this.#session.ready();
    this.#keepClick();
  }

  /** @param {boolean} now */
  #wish(now) {
    this.#wishing = now;
    this.#withdrawFromSight(now);
    if (!now && !this.#hadDevices && !this.#devices.asking) void this.#devices.open();
    this.#moved(this.#session.view);
  }

  /** While the form covers a talk nothing on the page says who hears and sees: so nobody does. @param {boolean} now */
  #withdrawFromSight(now) {
    const { own } = this.#session.view;
    if (now && own.ready) {
      this.#before = { microphone: own.microphone, camera: own.camera };
      this.#session.hideScreen();
      this.#session.setMicrophone(false);
      this.#session.setCamera(false);
    }
    if (now || !this.#before) return;
    this.#session.setMicrophone(this.#before.microphone);
    this.#session.setCamera(this.#before.camera);
    this.#before = null;
  }

  /** What is switched off stays off when the page is loaded again. */
  #keepClick() {
    if (this.#before) return;
    const { own } = this.#session.view;
    const media = { audio: own.hasMicrophone ? own.microphone : this.#media.audio, video: own.hasCamera ? own.camera : this.#media.video };
    if (this.#keptClick && media.audio === this.#media.audio && media.video === this.#media.video) return;
    this.#keptClick = true;
    this.#media = media;
    this.#kept.keep(this.#entry.callId, { clicked: true, media });
  }

  /** @param {CallView} view */
  #moved(view) {
    this.#tellLanguage(view);
    if (view.closed) return this.#closed(view.closed);
    if (this.#takingBack && view.own.preview === null) return;
    this.#takingBack = false;
    if (this.#clicked && view.own.ready && view.own.preview) this.#keepClick();
    this.#hadDevices = view.own.preview !== null;
    const call = view.call ?? this.#entry.call;
    if (call) this.#remember(call);
    const screen = call ? screenFor(call, { clicked: this.#clicked, left: this.#left, wishing: this.#wishing, soundLost: isLost(view.ladder) }) : this.#clicked ? 'waiting' : 'lobby';
    if (screen !== 'call_back' && call) this.#wishing = false; // somebody has come, or it is over
    if (screen === 'ended' && call) this.#kept.keep(call.id, { ended: call, clicked: false });
    const name = screen === 'ended' && call ? `ended ${call.recording?.state}` : screen;
    if (name === this.#shown) return;
    if (this.#shown === 'waiting' && screen === 'call') this.#call();
    this.#shown = name;
    this.#show(screen);
  }

  /** Whoever is lost for good is not in the call any more; the customer is told who it was. @param {CallSnapshot} call */
  #remember(call) {
    const name = call.active_since !== null ? agentOf(call)?.name : undefined;
    if (name && name !== this.#kept.of(call.id).agentName) this.#kept.keep(call.id, { agentName: name });
  }

  /** @param {import('../state/customer_screen.js').Screen} screen */
  #show(screen) {
    const session = this.#session;
    const known = { call: this.#entry.call, ownId: this.#entry.participantId };
    switch (screen) {
      case 'lobby':
        return this.#frame.show(screen, (signal) => ({
          title: t('lobby.title'),
          content: lobby({ session, devices: this.#devices, check: this.#check, known, memory: this.#memory, measure: measureLevel, join: () => this.#join(), wish: () => this.#wish(true), inApp: this.#inApp, moveOn: () => this.#moveOn(signal), signal }),
        }));
      case 'waiting':
        return this.#frame.show(screen, (signal) => {
          stayAwake(signal);
          return { title: t('welcome.page'), content: waiting({ session, known: known.call, leave: () => this.#leave(), wish: () => this.#wish(true), lastAgent: () => this.#kept.of(this.#entry.callId).agentName ?? null, moveOn: () => this.#moveOn(signal), signal }) };
        });
      case 'call_back':
        return this.#frame.show(screen, (signal) => ({
          title: t('callback.title'),
          content: callBackForm({ session, opensAt: (session.view.call ?? known.call)?.queue?.opens_at ?? null, hours: this.#hours, entered: this.#entered, back: () => this.#wish(false), signal }),
        }));
      case 'call':
        return this.#frame.show(screen, (signal) => {
          stayAwake(signal);
          const place = element('div', { class: 'stage-place' }, element('h1', { class: 'visually-hidden' }, t('call.region')));
          mountCallStage(place, session, { remote: this.#remote, signal, toast: this.#toast, wish: () => this.#wish(true), evidence: this.#evidence });
          statementOnStage(session, inCall(this.#entry.callId, () => this.#token, signal), signal);
          void useSpeaker(place, this.#devices.choice.speaker);
          return { title: t('welcome.page'), content: place };
        });
      case 'left':
        return this.#frame.show(screen, () => ({ title: t('ended.left'), content: leftForNow(() => this.#comeBack()) }));
      case 'ended':
        return showEnded(this.#frame, /** @type {CallSnapshot} */ (session.view.call ?? known.call), {
          ownId: known.ownId,
          discard: () => session.asks.withdraw({ discard: true, control: 'ended.discard' }),
          receipt: () => this.#receipt(),
          rate: { before: this.#kept.of(this.#entry.callId).rating ?? { solved: null, feeling: null }, say: (rating) => this.#rate(rating) },
        });
    }
  }

  /** Somebody has come: who looks elsewhere while waiting hears it, and reads it on the tab. */
  #call() {
    void playTestSound(this.#devices.choice.speaker);
    if (!document.hidden) return;
    const looking = new AbortController();
    flashTitle(t('waiting.come'), AbortSignal.any([looking.signal, this.#life.signal]));
    document.addEventListener('visibilitychange', () => looking.abort(), { once: true });
  }

  /** The customer would rather go on somewhere else. @param {AbortSignal} signal the screen's life */
  #moveOn(signal) {
    showOtherDevice({ make: () => handOver(this.#entry.token, signal), inApp: this.#inApp }, signal);
  }

  /** Away for now; the socket goes too, so that nothing of this page stays behind. */
  #leave() {
    this.#left = true;
    this.#session.leave();
    this.#kept.keep(this.#entry.callId, { clicked: false });
    this.#moved(this.#session.view);
    this.#life.abort();
  }

  /** Made once; a reload after the end finds it where it was kept. */
  async #receipt() {
    const { callId } = this.#entry;
    const known = this.#kept.of(callId).receipt;
    if (known) return known;
    const made = await makeReceiptLink(callId, this.#token, this.#life.signal);
    this.#kept.keep(callId, { receipt: made });
    return made;
  }

  /** Kept in this tab too: the page is drawn anew when the recording's state changes. @param {import('../protocol/rating_api.js').Rating} rating */
  async #rate(rating) {
    const { callId } = this.#entry;
    await rateCall(callId, this.#token, rating, this.#life.signal);
    this.#kept.keep(callId, { rating });
  }

  #takeBack() {
    this.#takingBack = this.#hadDevices;
    this.#socket.takeBack();
  }

  async #comeBack() {
    try {
      await this.#again();
    } catch (error) {
      this.#closed(/** @type {{code?: string}} */ (error).code ?? 'internal');
    }
  }

  /** @param {string} code the socket's last word, or why there is no way back */
  #closed(code) {
    if (code === this.#shown) return;
    this.#shown = code;
    if (code === 'replaced') return this.#frame.show('elsewhere', () => ({ title: t('replaced.title'), content: elsewhere(() => this.#takeBack()) }));
    if (code === 'link_renewed' || code === 'device_changed') return this.#showOut(code);
    if (code === 'unauthenticated' || code === 'link_not_valid') return showGone(this.#frame, { entered: true });
    this.#frame.show('unreachable', () => ({ title: t('link.unreachable'), content: unreachable(wordsForCode(code), () => location.reload()) }));
  }

  /** What was said once is said again after a reload. @param {'link_renewed' | 'device_changed'} because */
  #showOut(because) {
    this.#kept.keep(this.#entry.callId, { out: because, clicked: false });
    showShownOut(this.#frame, because);
    this.#life.abort();
  }

  /** The questions about recording come in the language one reads. @param {CallView} view */
  #tellLanguage({ socket, self }) {
    const locale = currentLocale();
    if (socket !== 'online' || !self || self.language === locale || this.#language === locale) return;
    this.#language = locale;
    this.#session.asks.setLanguage(locale);
  }
}

/**
 * @param {CustomerFrame} frame
 * @param {CallSnapshot} call
 * @param {{ownId: string, discard: (() => void) | null, receipt: () => Promise<string | null>, rate?: import('../ui/ended.js').Rate}} about
 */
export function showEnded(frame, call, { ownId, discard, receipt, rate }) {
  frame.show('ended', (signal) => ({ title: t('ended.gone'), content: ended(call, { ownId, discard, receipt, rate, signal }) }));
}

/** @param {CustomerFrame} frame @param {'link_renewed' | 'device_changed'} because */
export function showShownOut(frame, because) {
  frame.show('link', () => ({ title: t(`out.${because}`), content: shownOut(because) }));
}

/** No way in by this link, or not any more. @param {CustomerFrame} frame @param {{entered: boolean}} before */
export function showGone(frame, { entered }) {
  frame.show('link', () => ({ title: t(entered ? 'link.no_longer' : 'link.title'), content: entered ? noLongerIn() : linkNotValid() }));
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
