/**
 * One person's page in one call: holds together what the server tells of it, the talk, the leg and the devices, each with an
 * owner of its own, and gives the page one view of them, new at every change. Touches no document.
 *
 * The socket may drop and come back at any time. Where it goes on from where it was, only what the server's snapshot
 * lacks is said again; otherwise the session says on `welcome` what it is (enter, ready).
 */

import { Leg } from '../rtc/leg.js';
import { onNetworkChange } from '../rtc/network_change.js';
import { openScreen } from '../rtc/screen.js';
import { Talk } from '../rtc/talk.js';
import { AskedOfServer } from './asked_of_server.js';
import { CallAsks } from './call_asks.js';
import { isOver, isVoiceExpected, selfIn } from './call_view.js';
import { ChatKeeper } from './chat_keeper.js';
import { DeviceKeeper } from './device_keeper.js';
import { evidenceHeard, NO_EVIDENCE } from './evidence_view.js';
import { KnownCall } from './known_call.js';
import { LadderKeeper } from './ladder_keeper.js';
import { LegKeeper } from './leg_keeper.js';
import { LineRenewal } from './line_renewal.js';
import { LineWatch } from './line_watch.js';
import { mustShow } from './pause.js';
import { QualityKeeper } from './quality_keeper.js';
import { ownPause, SaidDirectly } from './said_directly.js';
import { ScreenKeeper } from './screen_keeper.js';
import { StepsKeeper } from './steps_keeper.js';
import { TalkKeeper } from './talk_keeper.js';
import { ToldView } from './told_view.js';
import { TypingKeeper } from './typing_keeper.js';
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
  #ready = false;
  /** The next snapshot shows whether the server knows what was said before the line was lost. */
  #inDoubt = false;
  #left = false;
  /** The page is out of sight, and this is a phone, which pauses it. */
  #outOfSight = false;
  #echoes = 0;
  #direct = new SaidDirectly();
  #known;
  #asked;
  #renewal;
  #devices;
  #screen;
  #line;
  #ladder;
  #quality;
  #steps;
  #legs;
  #talks;
  #chat;
  #typing;
  #evidence = NO_EVIDENCE;
  #socket;
  #signal;

  /**
   * @param {object} options
   * @param {SignalingSocket} options.socket
   * @param {string | null} [options.callId] an agent's page names its call; a customer's is known by its token
   * @param {number} [options.openedAt] when the link to this call was opened, on the clock of `performance.now()`
   * @param {AbortSignal} options.signal ends everything: the devices, the talk, the leg (not the socket)
   * @param {(options: ConstructorParameters<typeof Talk>[0]) => Talk} [options.makeTalk]
   * @param {(options: ConstructorParameters<typeof Leg>[0]) => Leg} [options.makeLeg]
   * @param {() => Promise<import('../rtc/screen.js').OpenedScreen>} [options.askForScreen]
   */
  constructor({ socket, callId = null, openedAt = performance.now(), signal, makeTalk = (wanted) => new Talk(wanted), makeLeg = (wanted) => new Leg(wanted), askForScreen = openScreen }) {
    this.#socket = socket;
    this.#known = new KnownCall(callId);
    this.#asked = new AskedOfServer(socket);
    /** What this person asks of the server. */
    this.asks = new CallAsks(this.#asked, () => this.#told.now.question);
    this.#renewal = new LineRenewal(socket);
    this.#signal = signal;
    this.#chat = new ChatKeeper((clientId, text) => this.#asked.say({ type: 'chat', client_id: clientId, text }, clientId));
    this.#talks = new TalkKeeper({
      makeTalk,
      polite: () => this.#known.person?.role === 'customer',
      clicked: () => this.#ready,
      tracks: () => this.#screen.over(this.#devices.outgoing),
      shown: () => (this.#ready ? this.#saidDirectly() : null),
      hinted: (page, shown) => this.#hinted(page, shown),
      line: { thrift: () => this.#ladder.thrift, word: () => this.#ladder.word, heard: (page, word) => this.#ladder.hear(page, word) },
      typed: (page, text) => page === this.#told.now.other?.page_id && this.#typed(text),
      reached: (step) => this.#steps.reached(step),
      send: (message) => this.#socket.send(message),
      connected: () => this.#asked.say({ type: 'talk_connected' }),
      parted: () => this.#screen.stop(),
      changed: () => this.#talkMoved(),
    });
    this.#legs = new LegKeeper({
      makeLeg,
      ways: () => this.#talks.ways,
      track: () => this.#devices.outgoing.audio,
      camera: () => (this.#screen.shown || this.#ladder.thrift.picture === 'paused' ? null : this.#devices.outgoing.video), // as the other sees it, or not at all
      ask: (recordingId, because) => this.#asked.say({ type: 'leg_lost', recording_id: recordingId, ...(because && { because }) }),
    });
    this.#devices = new DeviceKeeper({
      wanted: () => !this.#left && !this.#known.over,
      onTrack: (kind, track) => {
        if (kind === 'audio' || !this.#screen.shown) this.#talks.replaceTrack(kind, track);
        if (kind === 'audio') this.#legs.replaceTrack(track);
        if (kind === 'video') this.#legs.cameraMoved();
      },
      changed: () => this.#devicesMoved(),
      signal,
    });
    this.#screen = new ScreenKeeper({
      open: askForScreen,
      wanted: () => !signal.aborted && this.#ready && !this.#left && !this.#known.lost && this.#socket.status !== 'closed',
      changed: () => {
        this.#talks.replaceTrack('video', this.#screen.over(this.#devices.outgoing).video);
        this.#legs.cameraMoved();
        this.#devicesMoved();
      },
    });
    this.#line = new LineWatch({ talk: () => this.#talks.talk, changed: () => this.#changed(), renew: () => this.#talks.relayed && this.#renewal.forRelay(), measured: (figures) => this.#lineMeasured(figures), signal });
    this.#ladder = new LadderKeeper({ expected: () => isVoiceExpected(this.#told.now), moved: () => this.#lineMoved(), changed: () => this.#changed() });
    this.#quality = new QualityKeeper((samples) => this.#asked.say({ type: 'quality', samples }));
    this.#steps = new StepsKeeper({
      openedAt,
      connection: () => (this.#talks.talk?.state === 'connected' ? this.#talks.talk.connection : null),
      both: () => this.#ready && this.#told.now.other?.ready === true,
      tell: (steps, path) => this.#asked.say({ type: 'steps', steps, path }),
      signal,
    });
    this.#typing = new TypingKeeper({
      byChannel: (text) => this.#talks.talk?.type(text) ?? false,
      byServer: (text) => this.#socket.send({ type: 'typing', text }) !== null,
      signal,
    });
    onNetworkChange(() => this.#talks.networkChanged(), signal);
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
    this.#steps.reached('permission');
    this.#devices.use(opened);
  }

  /** This person's own click: from here on they may be heard and seen. */
  ready() {
    this.#ready = true;
    this.#steps.reached('click');
    this.#devices.open();
    const offered = this.#told.after(() => this.#talks.click());
    if (offered) void offered.then(() => this.#sayReady());
    else this.#sayReady();
    this.#changed();
  }

  /** The other one's first real picture is shown. */
  sawPicture() {
    this.#steps.reached('first_picture');
  }

  /** @param {boolean} on */
  setMicrophone(on) {
    this.#devices.set('audio', on);
  }

  /** @param {boolean} on */
  setCamera(on) {
    this.#devices.set('video', on);
  }

  /** Instead of the camera, after the own click only; the browser asks which one. */
  showScreen() {
    return this.#screen.start();
  }

  /** The camera is seen again, if it is on. */
  hideScreen() {
    this.#screen.stop();
  }

  /** Another microphone or camera; the other device stays as it is. @param {'audio' | 'video'} kind @param {string} id */
  chooseDevice(kind, id) {
    return this.#devices.choose(kind, id);
  }

  /** To the phone's other camera. */
  turnCamera() {
    return this.#devices.turnCamera();
  }

  /** Whatever the system has taken away, in this person's own touch. */
  bringBack() {
    return this.#devices.bringBack();
  }

  /** Whether the page can be seen, on a phone: out of sight it is paused, and the other side is told. @param {boolean} now */
  inSight(now) {
    this.#outOfSight = !now;
    this.#talks.tellShown();
    if (now) void this.#devices.cameBack(this.#talks.talk?.connection ?? null);
  }

  /** This person hears their own voice: the other one is told, whose device sends it back. */
  hearsEcho() {
    this.#echoes += 1;
    this.#talks.tellShown();
  }

  /** Shown at once, sent when there is a connection, stored once. @param {string} text */
  say(text) {
    const trimmed = text.trim();
    if (trimmed === '') return;
    this.#chat.write(trimmed);
    this.#changed();
  }

  /** What stands in this person's field: the other one reads along. @param {string} text */
  typing(text) {
    this.#typing.write(text);
  }

  /** Going away on purpose and for now; the call waits. The session is over with it. */
  leave() {
    this.#quality.flush();
    this.#asked.say({ type: 'leave' });
    this.#left = true;
    this.#closeConnections();
    this.#devices.close();
    this.#changed();
  }

  #listen() {
    const [socket, signal] = [this.#socket, this.#signal];
    socket.on('welcome', (message) => this.#welcomed(message), signal);
    socket.on('ice_servers', (message) => this.#talks.refresh(waysOf(message)), signal);
    socket.on('call', ({ call }) => this.#heard(call), signal);
    socket.on('queue', (moved) => this.#moveInQueue(moved), signal);
    socket.on('chat', ({ lines }) => this.#lines(lines), signal);
    socket.on('typing', ({ participant_id: id, text }) => id === this.#told.now.other?.id && this.#typed(text), signal);
    socket.on('evidence', (told) => this.#showEvidence(told), signal);
    socket.on('description', (message) => this.#relayed(message), signal);
    socket.on('candidate', (message) => this.#relayed(message), signal);
    socket.on('consent_asked', (message) => this.#askedTo(message), signal);
    socket.on('record', (message) => this.#legs.admit(message), signal);
    socket.on('error', (message) => this.#refusedBy(message), signal);
    socket.onStatus(({ status, code }) => this.#moved(status, code ?? null), signal);
  }

  /** @param {import('../protocol/wire.js').Welcome} welcome */
  #welcomed(welcome) {
    const { resumed, warm } = welcome;
    const { call } = this.#known;
    this.#steps.reached('socket');
    this.#known.welcomed(welcome);
    this.#closed = null;
    this.#asked.forget();
    this.#talks.configure(waysOf(welcome), { warm });
    this.#inDoubt = resumed;
    if (resumed && call) this.#sayIfInDoubt(call);
    if (!resumed && !this.#known.over) this.#sayWhatIAm();
    this.#chat.lineBack();
    const renewed = this.#renewal.welcomed();
    this.#talks.resume({ heardAll: resumed && !renewed });
    void this.#devices.takeBack();
    this.#changed();
  }

  #sayWhatIAm() {
    const { id, person } = this.#known;
    if (person?.role !== 'customer' && id) this.#asked.say({ type: 'enter', call_id: id });
    if (this.#ready) this.#sayReady();
  }

  #sayReady() {
    if (!this.#left) this.#asked.say({ type: 'ready', ...this.#shown });
  }

  /** @param {CallSnapshot} call */
  #settle(call) {
    this.#sayIfInDoubt(call);
    this.#inDoubt = false;
  }

  /**
   * What was said just before the line was lost may not have arrived. Asked of the call as it was known on coming back, since
   * it comes again only if it has changed, and of the next one, which may be what was missed.
   *
   * @param {CallSnapshot} call
   */
  #sayIfInDoubt(call) {
    const known = selfIn(call, this.#known.person);
    const { audio, video, screen } = this.#shown;
    const right = known?.ready && known.audio === audio && known.video === video && Boolean(known.screen) === screen;
    if (this.#inDoubt && this.#ready && !right && !isOver(call)) this.#sayReady();
  }

  /** @param {CallSnapshot} call */
  #heard(call) {
    if (this.#known.isThis(call)) this.#settle(call);
    if (!this.#known.heard(call)) return;
    this.#chat.heard([], this.#known.seat);
    if (this.#known.lost) this.#finish();
    else if (!this.#left) this.#connect(call);
    this.#changed();
    if (mustShow(this.#told.now.call, this.#told.now.self?.id)) this.#asked.say({ type: 'resume_seen' });
  }

  /** @param {import('../protocol/wire.js').QueueMoved} moved */
  #moveInQueue(moved) {
    this.#known.moveInQueue(moved);
    this.#changed();
  }

  #finish() {
    this.#closeConnections();
    this.#devices.close();
  }

  /** @param {CallSnapshot} call */
  #connect(call) {
    const { self, other } = this.#known.settle();
    this.#talks.follow(call, self, other);
    this.#typing.follow(other?.page_id ?? null);
    this.#legs.follow(call.recording);
  }

  /** @param {readonly import('../protocol/wire.js').ChatLine[]} lines */
  #lines(lines) {
    this.#chat.heard(lines, this.#known.seat);
    if (lines.some((line) => line.participant_id !== this.#known.seat)) this.#typing.forget();
    this.#changed();
  }

  /** @param {string} text */
  #typed(text) {
    if (this.#typing.hear(text)) this.#changed();
  }

  /** @param {import('../protocol/wire.js').Evidence} told */
  #showEvidence(told) {
    this.#evidence = evidenceHeard(this.#evidence, told);
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').Description | import('../protocol/wire.js').Candidate} message */
  #relayed(message) {
    if (message.to_page !== this.#socket.pageId || this.#left || this.#known.over) return;
    this.#told.after(() => this.#talks.receive(message));
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
    if (asked.clientId) this.#chat.refused(asked.clientId);
    else this.#refusal = { code, about: asked.about };
    // The words changed while they were read: naming the language again brings the new ones.
    if (code === 'wording_changed' && this.#known.question) this.asks.setLanguage(this.#known.question.locale);
    this.#changed();
  }

  /** The call is somebody else's by now, or was put back into the queue. */
  #goOut() {
    this.#known.shutOut();
    this.#finish();
    this.#changed();
  }

  /** @param {import('../protocol/socket.js').SocketStatus} status @param {ErrorCode | null} code */
  #moved(status, code) {
    this.#closed = status === 'closed' ? code : null;
    if (status === 'closed') this.#release();
    if (status === 'offline') this.#chat.lineLost();
    this.#changed();
  }

  /** The other one has clicked, as their page says. @param {string} page @param {import('../rtc/click_channel.js').Shown} shown */
  #hinted(page, shown) {
    this.#known.hint(page, { audio: shown.audio, video: shown.video });
    this.#direct.hear(page, shown);
    this.#changed();
  }

  #talkMoved() {
    this.#renewal.talkMoved(this.#known.person?.role === 'customer' && this.#talks.talk?.state === 'reconnecting');
    this.#changed();
  }

  /** Before both have clicked it is black and silent: that says nothing of the line. @param {import('./line_figures.js').LineFigures | null} figures */
  #lineMeasured(figures) {
    const { call, other } = this.#told.now;
    if (!this.#ready || !other?.ready || !call || isOver(call)) return;
    if (figures) this.#quality.measured(figures, this.#ladder.thrift.picture);
    this.#ladder.measured(figures, other.page_id);
  }

  /** What the other side hears and sees now. */
  get #shown() {
    const { audio, video } = this.#devices.shown;
    return { audio, video: video || this.#screen.shown, screen: this.#screen.shown };
  }

  #saidDirectly() {
    const { audio, video } = this.#shown;
    const { stopped } = this.#devices;
    const pause = ownPause({ outOfSight: this.#outOfSight, stopped });
    return { audio, video, ...(pause && { pause }), ...(this.#echoes > 0 && { echoes: this.#echoes }) };
  }

  #lineMoved() {
    this.#talks.lineMoved();
    this.#legs.cameraMoved();
  }

  #devicesMoved() {
    if (this.#ready) this.#asked.say({ type: 'media', ...this.#shown });
    this.#talks.tellShown();
    this.#changed();
  }

  /** Another window has the call, or nobody: this one sends nothing and holds no device. */
  #release() {
    this.#closeConnections();
    this.#devices.release();
  }

  #closeConnections() {
    this.#quality.flush();
    this.#screen.close();
    this.#legs.close();
    this.#talks.close();
  }

  #end() {
    this.#told.end();
    this.#closeConnections();
    this.#devices.close();
  }

  #changed() {
    this.#told.tell(this.#look());
    this.#steps.look();
  }

  /** @returns {CallView} */
  #look() {
    const known = this.#known.look({ clicked: this.#ready });
    return Object.freeze({
      ...known,
      ...this.#direct.look(known.other),
      talk: this.#talks.talk?.state ?? (known.ended ? 'closed' : 'waiting'),
      remote: this.#talks.talk?.remote ?? null,
      own: { ready: this.#ready, screen: this.#screen.shown, ...this.#devices.view },
      chat: this.#chat.shownTo(known.self?.id ?? null),
      typed: known.other?.page_id && !known.ended ? this.#typing.heard : '',
      evidence: this.#evidence,
      line: this.#line.quality,
      ladder: this.#ladder.look(known.other?.page_id ?? null),
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
