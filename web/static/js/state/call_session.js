/**
 * One person's page in one call: holds together what the server tells of it, what flows in it and what is written, each with
 * an owner of its own, and gives the page one view of them, new at every change. Touches no document.
 *
 * The socket may drop and come back at any time. Where it goes on from where it was, only what the server's snapshot
 * lacks is said again; otherwise the session says on `welcome` what it is (enter, ready).
 */

import { Leg } from '../rtc/leg.js';
import { openScreen } from '../rtc/screen.js';
import { Talk } from '../rtc/talk.js';
import { AskedOfServer } from './asked_of_server.js';
import { CallAsks } from './call_asks.js';
import { CallMedia } from './call_media.js';
import { evidenceHeard, NO_EVIDENCE } from './evidence_view.js';
import { KnownCall } from './known_call.js';
import { OwnWord } from './own_word.js';
import { mustShow } from './pause.js';
import { RecordingWish, standingWith } from './recording_wish.js';
import { SaidDirectly } from './said_directly.js';
import { TextKeeper } from './text_keeper.js';
import { TextShelf } from './text_shelf.js';
import { ToldView } from './told_view.js';
import { waysOf } from './ways.js';

/** @typedef {import('./call_view.js').CallView} CallView */
/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ConsentAsked} ConsentAsked */
/** @typedef {import('../protocol/wire.js').ErrorCode} ErrorCode */
/** @typedef {import('../protocol/socket.js').SignalingSocket} SignalingSocket */
/** @typedef {import('../rtc/devices.js').Opened} Opened */

export class CallSession {
  /** @type {ToldView} */
  #told;
  /** @type {CallView['refusal']} */
  #refusal = null;
  /** @type {ErrorCode | null} */
  #closed = null;
  #left = false;
  #direct = new SaidDirectly();
  #known;
  #asked;
  #word;
  #media;
  #text;
  #wish;
  /** Somebody can see this page, as far as it is known. */
  #inSight = true;
  #evidence = NO_EVIDENCE;
  #socket;
  #signal;

  /**
   * @param {object} options
   * @param {SignalingSocket} options.socket
   * @param {string | null} [options.callId] an agent's page names its call; a customer's is known by its token
   * @param {number} [options.openedAt] when the link to this call was opened, on the clock of `performance.now()`
   * @param {TextShelf} [options.shelf] what was written before the page was loaded again
   * @param {AbortSignal} options.signal ends everything: the devices, the talk, the leg (not the socket)
   * @param {(options: ConstructorParameters<typeof Talk>[0]) => Talk} [options.makeTalk]
   * @param {(options: ConstructorParameters<typeof Leg>[0]) => Leg} [options.makeLeg]
   * @param {() => Promise<import('../rtc/screen.js').OpenedScreen>} [options.askForScreen]
   */
  constructor({ socket, callId = null, openedAt = performance.now(), shelf = new TextShelf(null, ''), signal, makeTalk = (wanted) => new Talk(wanted), makeLeg = (wanted) => new Leg(wanted), askForScreen = openScreen }) {
    this.#socket = socket;
    this.#known = new KnownCall(callId);
    this.#asked = new AskedOfServer(socket);
    /** What this person asks of the server. */
    this.asks = new CallAsks(this.#asked, () => this.#told.now.question, (wish) => this.#press(wish));
    this.#wish = new RecordingWish({ say: (wish, how) => this.#asked.say(wish, how), hold: (heldBack) => this.#media.holdBack(heldBack) });
    this.#signal = signal;
    this.#text = new TextKeeper({
      send: (clientId, text) => this.#asked.say({ type: 'chat', client_id: clientId, text }, { clientId }),
      byChannel: (text) => this.#media.talk?.type(text) ?? false,
      byServer: (text) => socket.send({ type: 'typing', text }) !== null,
      shelf,
      signal,
    });
    this.#media = new CallMedia({
      socket,
      asked: this.#asked,
      known: this.#known,
      now: () => this.#told.now,
      left: () => this.#left,
      hinted: (page, shown) => this.#hinted(page, shown),
      typed: (page, text) => page === this.#told.now.other?.page_id && this.#typed(text),
      changed: () => this.#changed(),
      openedAt,
      makeTalk,
      makeLeg,
      askForScreen,
      signal,
    });
    this.#word = new OwnWord({ known: this.#known, own: this.#media.own, left: () => this.#left, say: (message) => this.#asked.say(message) });
    this.#told = new ToldView(this.#look());
    this.#listen();
    signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  get view() {
    return this.#told.now;
  }

  /** @param {(view: CallView) => void} listener told at once, and at every change @param {AbortSignal} signal */
  onChange(listener, signal) {
    this.#told.onChange(listener, signal);
  }

  /** Camera and microphone as opened by `openDevices`; they belong to the session from now on. @param {Opened} opened */
  useDevices(opened) {
    this.#media.use(opened);
  }

  /** This person's own click: from here on they may be heard and seen. */
  ready() {
    const offered = this.#told.after(() => this.#media.click());
    if (offered) void offered.then(() => this.#word.ready());
    else this.#word.ready();
    this.#changed();
  }

  /** The other one's first real picture is shown. */
  sawPicture() {
    this.#media.reached('first_picture');
  }

  /** @param {boolean} on */
  setMicrophone(on) {
    this.#media.own.set('audio', on);
  }

  /** @param {boolean} on */
  setCamera(on) {
    this.#media.own.set('video', on);
  }

  /** Instead of the camera, after the own click only; the browser asks which one. */
  showScreen() {
    return this.#media.own.showScreen();
  }

  /** The camera is seen again, if it is on. */
  hideScreen() {
    this.#media.own.hideScreen();
  }

  /** Another microphone or camera, or any where `id` is null; the other device stays as it is. @param {'audio' | 'video'} kind @param {string | null} id */
  chooseDevice(kind, id) {
    return this.#media.own.choose(kind, id);
  }

  /** To the phone's other camera. */
  turnCamera() {
    return this.#media.own.turnCamera();
  }

  /** Whatever the system has taken away, in this person's own touch. */
  bringBack() {
    return this.#media.own.bringBack();
  }

  /** Whether the page can be seen, on a phone: out of sight it is paused, and the other side is told. @param {boolean} now */
  inSight(now) {
    this.#inSight = now;
    this.#media.inSight(now);
    this.#sayWhatIsSeen();
  }

  /** This person hears their own voice: the other one is told, whose device sends it back. */
  hearsEcho() {
    this.#media.hearsEcho();
  }

  /** Shown at once, sent when there is a connection, stored once. @param {string} text */
  say(text) {
    if (this.#text.write(text)) this.#changed();
  }

  /** What stands in this person's field, for a stage that is drawn again and a page that is loaded again. */
  get draft() {
    return this.#text.draft;
  }

  /** @param {string} draft */
  keepDraft(draft) {
    this.#text.keepDraft(draft);
  }

  /** What of it the other one reads along. @param {string} text */
  typing(text) {
    this.#text.typing(text);
  }

  /** Going away on purpose and for now; the call waits. The session is over with it. */
  leave() {
    this.#media.flush();
    this.#asked.say({ type: 'leave' });
    this.#left = true;
    this.#media.close();
    this.#changed();
  }

  #listen() {
    const [socket, signal] = [this.#socket, this.#signal];
    socket.on('welcome', (message) => this.#welcomed(message), signal);
    socket.on('ice_servers', (message) => this.#media.refresh(waysOf(message)), signal);
    socket.on('call', ({ call }) => this.#heard(call), signal);
    socket.on('queue', (moved) => this.#moveInQueue(moved), signal);
    socket.on('chat', ({ lines }) => this.#lines(lines), signal);
    socket.on('typing', ({ participant_id: id, text }) => id === this.#told.now.other?.id && this.#typed(text), signal);
    socket.on('evidence', (told) => this.#showEvidence(told), signal);
    socket.on('description', (message) => this.#relayed(message), signal);
    socket.on('candidate', (message) => this.#relayed(message), signal);
    socket.on('consent_asked', (message) => this.#askedTo(message), signal);
    socket.on('record', (message) => this.#media.admit(message), signal);
    socket.on('error', (message) => this.#refusedBy(message), signal);
    socket.onStatus(({ status, code }) => this.#moved(status, code ?? null), signal);
  }

  /** @param {import('../protocol/wire.js').Welcome} welcome */
  #welcomed(welcome) {
    const { resumed, warm } = welcome;
    this.#known.welcomed(welcome);
    this.#closed = null;
    this.#asked.forget();
    this.#media.configure(waysOf(welcome), { warm });
    this.#word.lineBack(resumed);
    this.#text.lineBack();
    this.#media.lineBack({ resumed });
    this.#wish.lineBack(resumed);
    this.#changed();
    if (resumed) this.#sayWhatIsSeen();
  }

  /** @param {CallSnapshot} call */
  #heard(call) {
    if (this.#known.isThis(call)) this.#word.heard(call);
    if (!this.#known.heard(call)) return;
    this.#text.heard([], this.#known.seat);
    if (this.#known.over) this.#over();
    if (this.#known.lost) this.#media.close();
    else if (!this.#left) this.#connect(call);
    this.#wish.heard(call);
    this.#changed();
    this.#sayWhatIsSeen();
  }

  /** Before it is shown that it is. */
  #over() {
    this.#wish.over();
    this.#text.over();
  }

  /** That the recording goes on is said by who can see that it does, and does not hold it back themselves. */
  #sayWhatIsSeen() {
    const { call, self, heldBack } = this.#told.now;
    if (this.#inSight && heldBack === null && mustShow(call, self?.id)) this.#asked.say({ type: 'resume_seen' });
  }

  /** A press that counts here before the server has answered it. @param {import('./recording_wish.js').Wish} wish */
  #press(wish) {
    this.#wish.press(wish, this.#told.now.recording);
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').QueueMoved} moved */
  #moveInQueue(moved) {
    this.#known.moveInQueue(moved);
    this.#changed();
  }

  /** @param {CallSnapshot} call */
  #connect(call) {
    const { self, other } = this.#known.settle();
    this.#media.follow(call, self, other);
    this.#text.follow(other?.page_id ?? null);
  }

  /** @param {readonly import('../protocol/wire.js').ChatLine[]} lines */
  #lines(lines) {
    this.#text.heard(lines, this.#known.seat);
    this.#changed();
  }

  /** @param {string} text */
  #typed(text) {
    if (this.#text.hear(text)) this.#changed();
  }

  /** @param {import('../protocol/wire.js').Evidence} told */
  #showEvidence(told) {
    this.#evidence = evidenceHeard(this.#evidence, told);
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').Description | import('../protocol/wire.js').Candidate} message */
  #relayed(message) {
    if (message.to_page !== this.#socket.pageId || this.#left || this.#known.over) return;
    this.#told.after(() => this.#media.receive(message));
  }

  /** @param {ConsentAsked} question */
  #askedTo(question) {
    this.#known.ask(question);
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').Error} error */
  #refusedBy(error) {
    const { code } = error;
    const asked = this.#asked.answeredBy(error);
    if (asked?.about === 'enter' && OTHERS.has(code)) return this.#goOut();
    if (!asked || UNASKED.has(asked.about)) return;
    if (!this.#wish.refused(asked)) return;
    if (asked.clientId) this.#text.refused(asked.clientId);
    else this.#refusal = { code, about: asked.about };
    // The words changed while they were read: naming the language again brings the new ones.
    if (code === 'wording_changed' && this.#known.question) this.asks.setLanguage(this.#known.question.locale);
    this.#changed();
  }

  /** The call is somebody else's by now, or was put back into the queue. */
  #goOut() {
    this.#known.shutOut();
    this.#media.close();
    this.#changed();
  }

  /** @param {import('../protocol/socket.js').SocketStatus} status @param {ErrorCode | null} code */
  #moved(status, code) {
    this.#closed = status === 'closed' ? code : null;
    if (status === 'closed') this.#media.release();
    if (status === 'offline') this.#text.lineLost();
    this.#changed();
  }

  /** The other one has clicked, as their page says. @param {string} page @param {import('../rtc/click_channel.js').Shown} shown */
  #hinted(page, shown) {
    this.#known.hint(page, { audio: shown.audio, video: shown.video });
    this.#direct.hear(page, shown);
    this.#changed();
  }

  #end() {
    this.#told.end();
    this.#media.close();
  }

  #changed() {
    this.#told.tell(this.#look());
    this.#media.shown();
  }

  /** @returns {CallView} */
  #look() {
    const known = this.#known.look({ clicked: this.#media.own.clicked });
    return Object.freeze({
      ...known,
      ...this.#direct.look(known.other),
      ...this.#text.look(known),
      ...this.#media.look(known),
      recording: standingWith(known.recording, this.#wish.heldBack),
      heldBack: this.#wish.heldBack,
      heldToTheEnd: this.#wish.heldToTheEnd,
      evidence: this.#evidence,
      socket: this.#socket.status,
      closed: this.#closed,
      refusal: this.#refusal,
    });
  }
}

/** What the session says of its own accord: a refusal of it is nothing a person did. */
const UNASKED = new Set(['enter', 'ready', 'media', 'talk_connected', 'steps', 'quality', 'leg_lost', 'resume_seen', 'description', 'candidate', 'leave', 'typing', 'evidence_answer']);

/** What the server says to an agent's page whose call is not this agent's any more. @type {ReadonlySet<ErrorCode>} */
const OTHERS = new Set(['forbidden', 'not_in_this_state']);
