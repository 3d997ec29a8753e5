/**
 * The page's one line to a node: says hello, hands out what arrives, and comes back by itself. Touches no document.
 *
 * What is said in a call is numbered by who says it: the line comes back with the last number of each that it has handed
 * out, and hands out none twice.
 * Nothing is queued while it is down: whoever has a state to tell (ready, media) tells it again on `welcome`.
 */

import { backoffMs, spreadMs } from './backoff.js';
import { heardTheTime } from './server_clock.js';

/** @typedef {import('./wire.js').FromBrowser} FromBrowser */
/** @typedef {import('./wire.js').FromServer} FromServer */
/** @typedef {import('./wire.js').ErrorCode} ErrorCode */
/** @typedef {FromServer['type']} ServerType */
/** @typedef {'connecting' | 'online' | 'offline' | 'closed'} SocketStatus */
/**
 * `closed` is final; its code says why.
 * @typedef {{status: SocketStatus, code?: ErrorCode}} StatusChange
 */

const SUBPROTOCOL = 'reassure.v1';
/**
 * A first packet that was lost in the dark is sent again by TCP after 1, 3, 7 s and ever later: a new try is sooner. For
 * a line that is slow and not dark, every third try has longer.
 */
const OPEN_DEADLINE_MS = 2000;
const SLOW_OPEN_DEADLINE_MS = 4000;
/** What fails sooner than this was refused; later, it was lost. */
const REFUSED_MS = 1000;
const WELCOME_DEADLINE_MS = 10_000;
/** So many may be told of how far they were heard: nodes, and lives of nodes, that have spoken in one call. */
const MOST_ORIGINS = 32;
const CHECK_MS = 2000;
/** In checks: heard nothing for so long, and it is asked whether anybody is there; and then for so long, and nobody is. */
const QUIET_CHECKS = 5;
const DEAF_CHECKS = QUIET_CHECKS + 2;
/** The node's trouble, not the page's: worth another try whatever it says. */
const PASSING = new Set(['draining', 'unavailable', 'internal', 'too_slow', 'hello_timeout']);

/** One for each page load: the other side knows by it whether this is still the same page. */
export function newPageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class SignalingSocket {
  /** @type {Map<string, Set<(message: any) => void>>} */
  #listeners = new Map();
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {SocketStatus} */
  #status = 'connecting';
  #attempt = 0;
  #nextId = 1;
  #renewed = false;
  /** How far the call has been heard. @type {import('./wire.js').Resume | null} */
  #heard = null;
  /** The newest snapshot that was handed out; counts only together with `#heard`. */
  #shown = { id: '', version: 0 };
  /** Checks in a row in which nothing came. */
  #quiet = 0;
  #token;
  #renew;
  #url;
  #signal;
  #WebSocket;

  /**
   * @param {object} options
   * @param {string} options.url of `/ws`
   * @param {string} options.token
   * @param {string} options.pageId
   * @param {() => Promise<string>} options.renew a fresh token, when the old one opens nothing any more
   * @param {AbortSignal} options.signal closes for good
   * @param {typeof WebSocket} [options.WebSocketClass]
   */
  constructor({ url, token, pageId, renew, signal, WebSocketClass = globalThis.WebSocket }) {
    this.pageId = pageId;
    this.#url = url;
    this.#token = token;
    this.#renew = renew;
    this.#signal = signal;
    this.#WebSocket = WebSocketClass;
    signal.addEventListener('abort', () => this.#close(), { once: true });
    if (!signal.aborted) this.#connect();
  }

  get status() {
    return this.#status;
  }

  /**
   * @template {ServerType} Type
   * @param {Type} type
   * @param {(message: Extract<FromServer, {type: Type}>) => void} listener
   * @param {AbortSignal} signal
   */
  on(type, listener, signal) {
    this.#listen(type, listener, signal);
  }

  /** @param {(change: StatusChange) => void} listener told at once, and at every change @param {AbortSignal} signal */
  onStatus(listener, signal) {
    this.#listen('status', listener, signal);
    listener({ status: this.#status });
  }

  /**
   * @param {FromBrowser} message
   * @returns {number | null} its id, which an error quotes; null when the line is down and nothing was sent
   */
  send(message) {
    if (this.#status !== 'online' || this.#socket?.readyState !== 1) return null;
    const id = this.#nextId++;
    this.#socket.send(JSON.stringify({ ...message, id }));
    return id;
  }

  /** The line is suspected dead (network changed, page woke up, talk broke): a new one is made now; the page stays the same. */
  reconnect() {
    if (this.#status === 'closed') return;
    this.#attempt = 0;
    this.#lost(null);
  }

  /** After `bye` with `replaced`: this page takes the place back. */
  takeBack() {
    if (this.#status !== 'closed' || this.#signal.aborted) return;
    this.#attempt = 0;
    this.#renewed = false;
    this.#forget();
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#tell({ status: 'connecting' });
    const begun = performance.now();
    const socket = new this.#WebSocket(this.#url, SUBPROTOCOL);
    this.#socket = socket;
    const current = () => this.#socket === socket;
    socket.onopen = () => {
      if (!current()) return;
      this.#within(WELCOME_DEADLINE_MS, socket);
      /** @type {FromBrowser} */
      const hello = { type: 'hello', token: this.#token, page_id: this.pageId, ...this.#resume() };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => current() && this.#receive(event.data);
    socket.onclose = () => current() && this.#lost(null, { refused: performance.now() - begun < REFUSED_MS });
    this.#within(this.#attempt % 3 === 0 ? SLOW_OPEN_DEADLINE_MS : OPEN_DEADLINE_MS, socket);
  }

  /** How far this page has heard its call; past the server's limit everything is shown anew. */
  #resume() {
    return this.#heard && Object.keys(this.#heard.heard).length <= MOST_ORIGINS ? { resume: this.#heard, call_version: this.#shown.version } : {};
  }

  /** Who is not further by then is given up, and tried again. @param {number} ms @param {WebSocket} socket */
  #within(ms, socket) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket === socket && this.#lost(null), ms);
  }

  /** @param {string} text */
  #receive(text) {
    /** @type {FromServer & {origin?: string, seq?: number}} */
    const message = JSON.parse(text);
    this.#quiet = 0;
    if (message.type === 'session') this.#heard = message.session === null ? null : { session: message.session, heard: message.heard };
    else if (this.#heardBefore(message)) return;
    if (message.type === 'call') this.#show(message.call);
    if (message.type === 'welcome') this.#welcomed(message);
    if (message.type === 'bye') this.#bye(message);
    this.#dispatch(message.type, message);
  }

  /** What is said in a call is counted for each who says it. @param {{origin?: string, seq?: number}} message */
  #heardBefore({ origin, seq }) {
    if (!this.#heard || origin === undefined || seq === undefined) return false;
    const { heard } = this.#heard;
    if (seq <= (heard[origin] ?? 0)) return true;
    heard[origin] = seq;
    return false;
  }

  /** @param {import('./wire.js').Welcome} welcome */
  #welcomed({ resumed, server_time: at }) {
    heardTheTime(at);
    clearTimeout(this.#timer);
    this.#renewed = false;
    if (!resumed) this.#forget();
    this.#tell({ status: 'online' });
    this.#quiet = 0;
    this.#watch(this.#socket);
  }

  /**
   * A browser cannot ping, so it asks. What it could not hand to the network for two checks in a row needs no asking.
   *
   * @param {WebSocket | null} socket @param {number} [stuck] bytes
   */
  #watch(socket, stuck = 0) {
    if (!socket || socket !== this.#socket) return;
    if ((stuck > 0 && socket.bufferedAmount >= stuck) || this.#quiet >= DEAF_CHECKS) return this.reconnect();
    if (this.#quiet === QUIET_CHECKS) this.send({ type: 'ping' });
    const waiting = socket.bufferedAmount;
    this.#timer = setTimeout(() => {
      this.#attempt = 0; // not before: a node that greets and drops is not asked again at once
      this.#quiet += 1;
      this.#watch(socket, waiting);
    }, CHECK_MS);
  }

  #forget() {
    this.#heard = null;
    this.#shown = { id: '', version: 0 };
  }

  /** @param {import('./wire.js').CallSnapshot} call */
  #show({ id, version }) {
    const { id: before, version: newest } = this.#shown;
    this.#shown = { id, version: id === before ? Math.max(version, newest) : version };
  }

  /** @param {import('./wire.js').Bye} bye */
  #bye({ code, retry }) {
    if (retry || PASSING.has(code)) return this.#lost(code);
    if (code === 'unauthenticated' && !this.#renewed) return void this.#withFreshToken();
    this.#close(code);
  }

  async #withFreshToken() {
    this.#renewed = true;
    this.#drop();
    this.#tell({ status: 'offline' });
    try {
      this.#token = await this.#renew();
    } catch (error) {
      const code = /** @type {{code?: string}} */ (error).code;
      if (code !== 'offline' && code !== 'deadline' && code !== 'unavailable') return this.#close('unauthenticated');
      this.#renewed = false;
    }
    if (this.#status === 'offline') this.#later();
  }

  /** @param {ErrorCode | null} code @param {{refused?: boolean}} [how] the try took no time of its own */
  #lost(code, { refused = false } = {}) {
    this.#drop();
    this.#tell({ status: 'offline', ...(code && { code }) });
    this.#later({ spread: code === 'draining' ? spreadMs() : 0, refused });
  }

  /** @param {{spread?: number, refused?: boolean}} [how] `spread`: before the pause that is due anyway */
  #later({ spread = 0, refused = false } = {}) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), spread + backoffMs(this.#attempt++, { refused }));
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param {ErrorCode} [code] */
  #close(code) {
    this.#drop();
    this.#tell({ status: 'closed', ...(code && { code }) });
  }

  /** @param {StatusChange} change */
  #tell(change) {
    if (change.status === this.#status) return;
    this.#status = change.status;
    this.#dispatch('status', change);
  }

  /** @param {string} type @param {(message: any) => void} listener @param {AbortSignal} signal */
  #listen(type, listener, signal) {
    if (signal.aborted) return;
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
  }

  /** @param {string} type @param {unknown} message */
  #dispatch(type, message) {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(message);
  }
}
