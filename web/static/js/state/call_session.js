/**
 * One person's page in one call: owns the messages of the call, the talk, the leg and the devices, and gives the page one
 * view of them, new at every change. Touches no document.
 *
 * The socket may drop and come back at any time. Where it goes on from where it was, only what the server's snapshot
 * lacks is said again; otherwise the session says on `welcome` what it is (enter, ready).
 */

import { Leg } from '../rtc/leg.js';
import { Talk } from '../rtc/talk.js';
import { awaitsTalk, awayOf, goneFrom, isNews, isOver, mayWithdraw, openQuestion, otherIn, queueMoved, recordingOf, selfIn } from './call_view.js';
import { arrived, linesOf, marked, NO_LINES, unsent, written } from './chat_lines.js';
import { DeviceKeeper } from './device_keeper.js';
import { LegKeeper } from './leg_keeper.js';
import { LineWatch } from './line_watch.js';

/** @typedef {import('./call_view.js').CallView} CallView */
/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ConsentAsked} ConsentAsked */
/** @typedef {import('../protocol/wire.js').FromBrowser} FromBrowser */
/** @typedef {import('../protocol/wire.js').ErrorCode} ErrorCode */
/** @typedef {import('../protocol/wire.js').Decision} Decision */
/** @typedef {import('../protocol/wire.js').Purpose} Purpose */
/** @typedef {import('../protocol/socket.js').SignalingSocket} SignalingSocket */
/** @typedef {import('../rtc/devices.js').Opened} Opened */
/** @typedef {import('../rtc/talk.js').Ways} Ways */

export class CallSession {
  /** @type {Set<(view: CallView) => void>} */
  #listeners = new Set();
  /** @type {CallView} */
  #view;
  /** @type {CallSnapshot | null} */
  #call = null;
  /** @type {import('./call_view.js').Self | null} */
  #person = null;
  /** @type {ConsentAsked | null} */
  #question = null;
  /** @type {CallView['refusal']} */
  #refusal = null;
  /** @type {ErrorCode | null} */
  #closed = null;
  /** @type {Ways} */
  #ways = { iceServers: [], iceTransportPolicy: 'all' };
  /** @type {Talk | null} */
  #talk = null;
  /** The participant this page is, once it has been seen in the call. @type {string | null} */
  #seat = null;
  /** The server would not let this page in again. */
  #notIn = false;
  /** With whom the talk is. @type {string | null} */
  #partner = null;
  /** Messages under way, by id: an error quotes it. @type {Map<number, {about: FromBrowser['type'], clientId?: string}>} */
  #asked = new Map();
  /** @type {string | null} */
  #told = null;
  #chat = NO_LINES;
  #ready = false;
  /** The next snapshot shows whether the server knows what was said before the line was lost. */
  #inDoubt = false;
  /** A line that was made anew for fresh credentials is no end of a broken talk. */
  #renewing = false;
  #left = false;
  #offsetMs = 0;
  #devices;
  #line;
  #legs;
  #socket;
  #callId;
  #signal;
  #makeTalk;

  /**
   * @param {object} options
   * @param {SignalingSocket} options.socket
   * @param {string | null} [options.callId] an agent's page names its call; a customer's is known by its token
   * @param {AbortSignal} options.signal ends everything: the devices, the talk, the leg (not the socket)
   * @param {(options: ConstructorParameters<typeof Talk>[0]) => Talk} [options.makeTalk]
   * @param {(options: ConstructorParameters<typeof Leg>[0]) => Leg} [options.makeLeg]
   */
  constructor({ socket, callId = null, signal, makeTalk = (wanted) => new Talk(wanted), makeLeg = (wanted) => new Leg(wanted) }) {
    this.#socket = socket;
    this.#callId = callId;
    this.#signal = signal;
    this.#makeTalk = makeTalk;
    this.#legs = new LegKeeper({
      makeLeg,
      ways: () => this.#ways,
      track: () => this.#devices.outgoing.audio,
      ask: (recordingId) => this.#say({ type: 'leg_lost', recording_id: recordingId }) !== null,
    });
    this.#devices = new DeviceKeeper({
      wanted: () => !this.#left && !isOver(this.#call),
      onTrack: (kind, track) => {
        this.#talk?.replaceTrack(kind, track);
        if (kind === 'audio') this.#legs.replaceTrack(track);
      },
      changed: () => this.#devicesMoved(),
      signal,
    });
    this.#line = new LineWatch({ talk: () => this.#talk, changed: () => this.#changed(), renew: () => this.#renewRelay(), signal });
    this.#view = this.#look();
    this.#listen();
    signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  get view() {
    return this.#view;
  }

  /** @param {(view: CallView) => void} listener told at once, and at every change @param {AbortSignal} signal */
  onChange(listener, signal) {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    listener(this.#view);
  }

  /** Camera and microphone as opened by `openDevices`; they belong to the session from now on. @param {Opened} opened */
  useDevices(opened) {
    this.#devices.use(opened);
  }

  /** This person's own click: from here on they may be heard and seen. */
  ready() {
    this.#ready = true;
    this.#devices.open();
    this.#say({ type: 'ready', ...this.#devices.shown });
    this.#changed();
  }

  /** @param {boolean} on */
  setMicrophone(on) {
    this.#devices.set('audio', on);
  }

  /** @param {boolean} on */
  setCamera(on) {
    this.#devices.set('video', on);
  }

  /** Shown at once, sent when there is a connection, stored once. @param {string} text */
  say(text) {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const clientId = crypto.randomUUID();
    this.#chat = written(this.#chat, clientId, trimmed, this.#sendLine(clientId, trimmed));
    this.#changed();
  }

  /** Ends the call for both. */
  hangUp() {
    this.#say({ type: 'hangup' });
  }

  /** The agent asks to record; everybody is then shown the words. */
  requestRecording() {
    this.#say({ type: 'consent_request' });
  }

  /** To exactly the words that are shown. @param {Record<Purpose, boolean>} yes */
  answerConsent(yes) {
    const question = this.#view.question;
    if (!question) return;
    /** @type {Partial<Record<Purpose, Decision>>} */
    const decisions = {};
    for (const { purpose } of question.questions) decisions[purpose] = yes[purpose] ? 'given' : 'declined';
    const { request_id, wording_sha256 } = question;
    this.#say({ type: 'consent_answer', request_id, wording_sha256, decisions });
  }

  /** Recording stops now. @param {{discard: boolean}} choice whether what was written so far is removed too */
  withdraw({ discard }) {
    this.#say({ type: 'consent_withdraw', discard });
  }

  /** Rather be called back: the waiting ends with a promise. @param {Omit<import('../protocol/wire.js').WishCallBack, 'type' | 'id'>} wish @returns {boolean} whether it went out */
  wishCallBack(wish) {
    return this.#say({ type: 'call_back', ...wish }) !== null;
  }

  /** The language this person reads; an open question comes again in it. @param {string} locale */
  setLanguage(locale) {
    this.#say({ type: 'language', locale });
  }

  /** Going away on purpose and for now; the call waits. The session is over with it. */
  leave() {
    this.#say({ type: 'leave' });
    this.#left = true;
    this.#closeConnections();
    this.#devices.close();
    this.#changed();
  }

  #listen() {
    const [socket, signal] = [this.#socket, this.#signal];
    socket.on('welcome', (message) => this.#welcomed(message), signal);
    socket.on('call', ({ call }) => this.#heard(call), signal);
    socket.on('queue', (moved) => this.#moveInQueue(moved), signal);
    socket.on('chat', ({ lines }) => this.#lines(lines), signal);
    socket.on('description', (message) => this.#relayed(message), signal);
    socket.on('candidate', (message) => this.#relayed(message), signal);
    socket.on('consent_asked', (message) => this.#askedTo(message), signal);
    socket.on('record', (message) => this.#legs.admit(message), signal);
    socket.on('error', (message) => this.#refusedBy(message), signal);
    socket.onStatus(({ status, code }) => this.#moved(status, code ?? null), signal);
  }

  /** @param {import('../protocol/wire.js').Welcome} welcome */
  #welcomed({ self, call_id: callId, resumed, ice_servers: servers, ice_transport_policy: policy, server_time: at }) {
    this.#person = self;
    this.#closed = null;
    this.#told = null;
    this.#asked.clear();
    this.#offsetMs = Date.parse(at) - Date.now();
    this.#ways = { iceServers: servers.map(iceServer), iceTransportPolicy: policy };
    this.#talk?.configure(this.#ways);
    this.#callId ??= callId;
    this.#inDoubt = resumed;
    if (!resumed && !isOver(this.#call)) this.#sayWhatIAm(self.role);
    for (const line of unsent(this.#chat)) this.#chat = marked(this.#chat, line.clientId, this.#sendLine(line.clientId, line.text) ? 'sending' : 'waiting');
    this.#talk?.resume({ heardAll: resumed && !this.#renewing });
    this.#renewing = false;
    void this.#devices.takeBack();
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').Role} role */
  #sayWhatIAm(role) {
    if (role !== 'customer' && this.#callId) this.#say({ type: 'enter', call_id: this.#callId });
    if (this.#ready) this.#say({ type: 'ready', ...this.#devices.shown });
  }

  /** What was said just before the line was lost may not have arrived. @param {CallSnapshot} call */
  #settle(call) {
    const known = selfIn(call, this.#person);
    const { audio, video } = this.#devices.shown;
    const right = known?.ready && known.audio === audio && known.video === video;
    if (this.#inDoubt && this.#ready && !right && !isOver(call)) this.#say({ type: 'ready', audio, video });
    this.#inDoubt = false;
  }

  /** @param {CallSnapshot} call */
  #heard(call) {
    if (!this.#callId || call.id === this.#callId) this.#settle(call);
    if ((this.#callId && call.id !== this.#callId) || !isNews(this.#call, call)) return;
    this.#callId = call.id;
    this.#call = call;
    this.#offsetMs = Date.parse(call.server_time) - Date.now();
    this.#seat ??= selfIn(call, this.#person)?.id ?? null;
    this.#notIn = false;
    this.#chat = arrived(this.#chat, [], this.#seat);
    if (isOver(call) || goneFrom(call, this.#seat)) this.#finish();
    else if (!this.#left) this.#connect();
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').QueueMoved} moved */
  #moveInQueue(moved) {
    if (!this.#call) return;
    this.#call = queueMoved(this.#call, moved);
    this.#changed();
  }

  #finish() {
    this.#closeConnections();
    this.#devices.close();
  }

  /** Whoever is not in the call any more is not talked to any longer, however well their line still works. */
  #connect() {
    const self = selfIn(this.#call, this.#person, this.#seat);
    const other = otherIn(this.#call, self);
    if (this.#partner !== null && other?.id !== this.#partner) this.#closeTalk();
    this.#partner = other?.id ?? null;
    if (self && other) this.#theTalk().meet(other.page_id);
    this.#legs.follow(this.#call?.recording ?? null);
    this.#tellConnected();
  }

  /** @param {readonly import('../protocol/wire.js').ChatLine[]} lines */
  #lines(lines) {
    this.#chat = arrived(this.#chat, lines, this.#seat);
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').Description | import('../protocol/wire.js').Candidate} message */
  #relayed(message) {
    if (message.to_page === this.#socket.pageId && !this.#left && !isOver(this.#call)) this.#theTalk().receive(message);
  }

  /** @param {ConsentAsked} question */
  #askedTo(question) {
    this.#question = question;
    this.#changed();
  }

  /** @param {import('../protocol/wire.js').Error} error */
  #refusedBy({ code, reply_to: id }) {
    const asked = id === null ? undefined : this.#asked.get(id);
    if (asked?.about === 'enter' && OTHERS.has(code)) return this.#goOut();
    if (!asked || UNASKED.has(asked.about)) return;
    if (asked.clientId) this.#chat = marked(this.#chat, asked.clientId, 'refused');
    else this.#refusal = { code, about: asked.about };
    // The words changed while they were read: naming the language again brings the new ones.
    if (code === 'wording_changed' && this.#question) this.setLanguage(this.#question.locale);
    this.#changed();
  }

  /** The call is somebody else's by now, or was put back into the queue. */
  #goOut() {
    this.#notIn = true;
    this.#finish();
    this.#changed();
  }

  /** @param {import('../protocol/socket.js').SocketStatus} status @param {ErrorCode | null} code */
  #moved(status, code) {
    this.#closed = status === 'closed' ? code : null;
    if (status === 'closed') this.#release();
    if (status === 'offline') for (const { clientId } of unsent(this.#chat)) this.#chat = marked(this.#chat, clientId, 'waiting');
    this.#changed();
  }

  #theTalk() {
    if (!this.#talk) {
      this.#talk = this.#makeTalk({
        polite: this.#person?.role === 'customer',
        tracks: () => this.#devices.outgoing,
        send: (message) => this.#socket.send(message),
        changed: () => this.#talkMoved(),
      });
      this.#talk.configure(this.#ways);
    }
    return this.#talk;
  }

  #talkMoved() {
    this.#tellConnected();
    this.#changed();
  }

  /** Media can flow, and the server waits for that news. */
  #tellConnected() {
    if (this.#talk?.state !== 'connected' || !awaitsTalk(this.#call) || !this.#call) return;
    const news = `${this.#call.id} ${this.#call.version}`;
    if (this.#told === news || this.#say({ type: 'talk_connected' }) === null) return;
    this.#told = news;
  }

  #devicesMoved() {
    if (this.#ready) this.#say({ type: 'media', ...this.#devices.shown });
    this.#changed();
  }

  /** Another window has the call, or nobody: this one sends nothing and holds no device. */
  #release() {
    this.#closeConnections();
    this.#devices.release();
  }

  /** The relay or its credentials may be gone: each welcome brings fresh ones. */
  #renewRelay() {
    const relayed = this.#ways.iceServers.some((server) => server.credential !== undefined);
    if (!relayed || this.#socket.status !== 'online') return;
    this.#renewing = true;
    this.#socket.reconnect();
  }

  /** @param {string} clientId @param {string} text @returns {boolean} whether it went out */
  #sendLine(clientId, text) {
    return this.#say({ type: 'chat', client_id: clientId, text }, clientId) !== null;
  }

  /** @param {FromBrowser} message @param {string} [clientId] */
  #say(message, clientId) {
    const id = this.#socket.send(message);
    if (id !== null) this.#asked.set(id, { about: message.type, clientId });
    return id;
  }

  #closeConnections() {
    this.#legs.close();
    this.#closeTalk();
  }

  #closeTalk() {
    const talk = this.#talk;
    this.#talk = null;
    talk?.close();
  }

  #end() {
    this.#listeners.clear();
    this.#closeConnections();
    this.#devices.close();
  }

  #changed() {
    this.#view = this.#look();
    for (const listener of [...this.#listeners]) listener(this.#view);
  }

  /** @returns {CallView} */
  #look() {
    const call = this.#call;
    const self = selfIn(call, this.#person, this.#seat);
    const other = otherIn(call, self);
    return Object.freeze({
      call,
      person: this.#person,
      self,
      other,
      away: awayOf(call, other),
      talk: this.#talk?.state ?? (isOver(call) ? 'closed' : 'waiting'),
      remote: this.#talk?.remote ?? null,
      own: { ready: this.#ready, ...this.#devices.view },
      chat: linesOf(this.#chat, self?.id ?? null),
      question: openQuestion(this.#question, call, self),
      recording: recordingOf(call, self),
      mayWithdraw: mayWithdraw(call, self),
      line: this.#line.quality,
      socket: this.#socket.status,
      closed: this.#closed,
      ended: call && isOver(call) ? { reason: call.reason } : null,
      gone: this.#notIn ? UNKNOWN : goneFrom(call, this.#seat),
      refusal: this.#refusal,
      clockOffsetMs: this.#offsetMs,
    });
  }
}

/** What the session says of its own accord: a refusal of it is nothing a person did. */
const UNASKED = new Set(['enter', 'ready', 'media', 'talk_connected', 'leg_lost', 'description', 'candidate', 'leave']);

/** @type {import('./call_view.js').Gone} */
const UNKNOWN = Object.freeze({ kind: 'unknown' });

/** What the server says to an agent's page whose call is not this agent's any more. @type {ReadonlySet<ErrorCode>} */
const OTHERS = new Set(['forbidden', 'not_in_this_state']);

/** @param {import('../protocol/wire.js').IceServer} server @returns {RTCIceServer} */
function iceServer({ urls, username, credential }) {
  return { urls: [...urls], ...(username !== null && { username }), ...(credential !== null && { credential }) };
}
