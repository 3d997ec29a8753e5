/**
 * Tests the connection of a page that waits for its person's click: once of its own accord when the talk stands, or fails, or
 * nobody is there to talk to; and whenever the person wants it. From the click on the line is the talk's: it is tested only
 * where the talk does not come about, or has been broken for long, since "connecting" for ever helps nobody.
 *
 * What was found is told to the server, as soon as the line to it is there.
 */

import { testConnection } from '../rtc/connection_test.js';
import { isReachable } from './call_view.js';
import { answerOf, devicesOf, savesData, talkOf } from './connection_probes.js';
import { waysOf } from './ways.js';

/** @typedef {import('../rtc/connection_test.js').Found} Found */
/** @typedef {import('./call_view.js').CallView} CallView */
/** @typedef {Pick<import('../protocol/socket.js').SignalingSocket, 'on' | 'send'>} Line */
/** @typedef {{view: CallView, onChange: (listener: (view: CallView) => void, signal: AbortSignal) => void}} Watched */
/** @typedef {'nobody' | 'connected' | 'failed'} Standing how it is with the talk */
/** @typedef {{running: boolean, asked: boolean, found: Found | null}} CheckView `asked`: by the person, the one that runs or was the last */

const LOOK_MS = 250;
/** Nothing has moved for so long: whatever had to be done at once is done. */
const CALM_MS = 1500;
/** A talk that has not come about by then will hardly do so without help. */
const TALK_FAILS_MS = 10_000;

export class ConnectionCheck {
  /** @type {Set<(view: CheckView) => void>} */
  #listeners = new Set();
  /** @type {CheckView} */
  #view = Object.freeze({ running: false, asked: false, found: null });
  /** @type {readonly RTCIceServer[]} */
  #servers = [];
  /** @type {AbortController | null} */
  #test = null;
  /** How it stood with the talk when it was last tested. @type {Standing | null} */
  #testedAt = null;
  /** @type {import('../protocol/wire.js').TellConnectionTest | null} */
  #untold = null;
  #moved = performance.now();
  #underWay = Infinity;
  #seen = '';
  #life = new AbortController();
  #socket;
  #session;
  #run;
  #saving;

  /**
   * @param {object} options
   * @param {Line} options.socket
   * @param {Watched} options.session
   * @param {typeof testConnection} [options.test]
   * @param {() => boolean} [options.saving] whether this person pays for each byte
   * @param {AbortSignal} options.signal
   */
  constructor({ socket, session, test = testConnection, saving = savesData, signal }) {
    this.#socket = socket;
    this.#session = session;
    this.#run = test;
    this.#saving = saving;
    const life = this.#life.signal;
    signal.addEventListener('abort', () => this.#end(), { once: true });
    socket.on('welcome', (message) => this.#welcomed(message), life);
    socket.on('ice_servers', (message) => (this.#servers = waysOf(message).iceServers), life);
    const timer = setInterval(() => this.#look(session.view), LOOK_MS);
    life.addEventListener('abort', () => clearInterval(timer), { once: true });
    session.onChange((view) => this.#look(view), life);
  }

  get view() {
    return this.#view;
  }

  /** @param {(view: CheckView) => void} listener told at once, and at every change @param {AbortSignal} signal */
  onChange(listener, signal) {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    listener(this.#view);
  }

  /** The person wants to know. */
  ask() {
    const { view } = this.#session;
    const talking = view.own.ready && this.#standing(view, performance.now()) === null;
    if (this.#life.signal.aborted || talking) return;
    if (this.#view.running) this.#set({ asked: true });
    else void this.#begin({ asked: true });
  }

  /** @param {import('../protocol/wire.js').Welcome} welcome */
  #welcomed(welcome) {
    this.#servers = waysOf(welcome).iceServers;
    this.#tell();
  }

  /** @param {CallView} view */
  #look(view) {
    if (view.ended) return this.#end();
    if (view.talk === 'connected') this.#stands(view);
    const now = performance.now();
    const seen = [view.talk, view.socket, view.other?.page_id].join();
    if (seen !== this.#seen) this.#moved = now;
    this.#seen = seen;
    const making = (view.talk === 'connecting' || view.talk === 'reconnecting') && isReachable(view.other);
    this.#underWay = making ? Math.min(this.#underWay, now) : Infinity;
    const standing = this.#standing(view, now);
    if (standing === null && (view.own.ready || !this.#view.asked)) return this.#test?.abort();
    const news = standing !== null && (this.#testedAt === null || (standing === 'failed' && this.#testedAt !== 'failed'));
    if (news && !this.#view.running && now - this.#moved >= CALM_MS) void this.#begin({ asked: false, standing });
  }

  /** What was in its way is not any more; the next time is another one. @param {CallView} view */
  #stands({ own }) {
    if (this.#testedAt === 'failed') this.#testedAt = 'connected';
    if (own.ready && this.#view.found) this.#set({ found: null });
  }

  /** Null while it is not the moment to test anything. @param {CallView} view @param {number} now @returns {Standing | null} */
  #standing({ socket, talk, own }, now) {
    if (socket !== 'online') return null;
    if (own.ready) return now - this.#underWay >= TALK_FAILS_MS ? 'failed' : null;
    if (talk === 'connected') return 'connected';
    if (this.#underWay === Infinity) return 'nobody';
    return now - this.#underWay >= TALK_FAILS_MS ? 'failed' : null;
  }

  /** @param {{asked: boolean, standing?: Standing | null}} how */
  async #begin({ asked, standing = this.#standing(this.#session.view, performance.now()) }) {
    const test = new AbortController();
    const signal = AbortSignal.any([test.signal, this.#life.signal]);
    this.#test = test;
    this.#set({ running: true, asked });
    const probes = { devices: devicesOf(this.#session), socket: answerOf(this.#socket), talk: standing === 'nobody' ? null : talkOf(this.#session) };
    const found = await this.#run({ servers: this.#servers, probes, sparing: this.#saving() || standing === null || this.#session.view.own.ready, signal });
    if (this.#life.signal.aborted) return;
    if (test.signal.aborted) return this.#set({ running: false });
    this.#testedAt = standing ?? this.#testedAt;
    this.#set({ running: false, found });
    this.#untold = { type: 'connection_test', asked: this.#view.asked, ...found };
    this.#tell();
  }

  #tell() {
    if (this.#untold && this.#socket.send(this.#untold) !== null) this.#untold = null;
  }

  /** @param {Partial<CheckView>} news */
  #set(news) {
    this.#view = Object.freeze({ ...this.#view, ...news });
    for (const listener of [...this.#listeners]) listener(this.#view);
  }

  #end() {
    this.#life.abort();
    this.#listeners.clear();
  }
}
