/**
 * From the lobby to the end: one customer's page in one call. Decides which screen is shown, and keeps what a reload needs.
 */

import { handOver } from '../protocol/join_api.js';
import { newPageId } from '../protocol/socket.js';
import { CallSession } from '../state/call_session.js';
import { ConnectionCheck } from '../state/connection_check.js';
import { agentOf, heldElsewhere, screenFor } from '../state/customer_screen.js';
import { storageOrNone } from '../state/kept_call.js';
import { isLost } from '../state/sound_ladder.js';
import { TextShelf } from '../state/text_shelf.js';
import { flashTitle } from '../ui/attention.js';
import { elsewhere } from '../ui/ended.js';
import { showOtherDevice } from '../ui/other_device.js';
import { followSight } from '../ui/page_in_sight.js';
import { remotePicture } from '../ui/remote_picture.js';
import { playTestSound } from '../ui/test_sound.js';
import { toasts } from '../ui/toasts.js';
import { currentLocale, t } from '../ui/words.js';
import { showCut, showGone, showShownOut } from './call_ends.js';
import { CoveredTalk } from './covered_talk.js';
import { CustomerScreens } from './customer_screens.js';
import { customersWay } from './evidence_way.js';
import { KeptClick } from './kept_click.js';
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
  #screens;
  #devices;
  #socket;
  #token;
  #keptClick;
  /** The form for a call-back may come over the talk. */
  #covered;
  #clicked = false;
  #left = false;
  /** The form for a call-back is open. */
  #wishing;
  /** The devices were let go of to another window, and are being opened again: a stage without them would be a wrong one. */
  #takingBack = false;
  #hadDevices = false;
  #shown = '';
  #language = '';
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
    this.#token = entry.token;
    const token = () => this.#token;
    const pageId = newPageId();
    kept.keep(entry.callId, { pageId, clicked: false });
    this.#socket = openSocket({ token: entry.token, pageId, renew: async () => (this.#token = (await renew()).token), signal: own });
    const session = new CallSession({ socket: this.#socket, openedAt: 0, shelf: new TextShelf(storageOrNone('sessionStorage'), entry.callId), signal: own });
    this.#session = session;
    this.#keptClick = new KeptClick((media) => kept.keep(entry.callId, { clicked: true, media }));
    this.#covered = new CoveredTalk(session);
    this.#devices = new OwnDevices(session, own);
    this.#screens = new CustomerScreens({
      frame,
      session,
      devices: this.#devices,
      check: new ConnectionCheck({ socket: this.#socket, session, signal: own }),
      remote: remotePicture(session, own),
      evidence: customersWay({
        door: () => ({ reference: (session.view.call ?? entry.call)?.case.reference ?? '', token: this.#token }),
        answer: (requestId, answer) => session.asks.answerEvidence(requestId, answer),
        filed: ({ name }) => this.#toast(t('evidence.filed', { file: name })),
        gaveUp: () => this.#toast(t('evidence.not_sent'), 'trouble'),
        signal: own,
      }),
      kept,
      entry,
      token,
      toast: this.#toast,
      inApp,
      acts: {
        join: () => this.#join(),
        wish: (now) => this.#wish(now),
        leave: () => this.#leave(),
        comeBack: () => this.#comeBack(),
        moveOn: (drawn) => this.#moveOn(drawn),
      },
      signal: own,
    });
    followSight(session, own);
    frame.onLanguage = () => this.#tellLanguage(session.view);
    session.onChange((view) => this.#moved(view), own);
    if (!wish) void this.#devices.open(); // whoever wants no call is not asked for a camera
  }

  /** The click was made in this tab before it was loaded again: back to where one was, as one was. @param {import('./kept_click.js').Media} media */
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
    this.#covered.cover(now);
    if (!now && !this.#hadDevices && !this.#devices.asking) void this.#devices.open();
    this.#moved(this.#session.view);
  }

  #keepClick() {
    if (!this.#covered.now) this.#keptClick.follow(this.#session.view.own);
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
    if (screen === 'ended' && call) this.#kept.keep(call.id, { ended: call, heldBack: view.heldToTheEnd, endedToken: this.#token, clicked: false });
    const name = screen === 'ended' && call ? `ended ${call.recording?.state}` : screen;
    if (name === this.#shown) return;
    const come = this.#shown === 'waiting' && screen === 'call';
    this.#shown = name;
    this.#screens.show(screen);
    if (come) this.#call(); // seen first, then heard: to make a sound takes longer
  }

  /** Whoever is lost for good is not in the call any more; the customer is told who it was. @param {CallSnapshot} call */
  #remember(call) {
    const name = call.active_since !== null ? agentOf(call)?.name : undefined;
    if (name && name !== this.#kept.of(call.id).agentName) this.#kept.keep(call.id, { agentName: name });
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
    showCut(this.#frame, code);
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
