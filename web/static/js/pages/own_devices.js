/**
 * The devices of one person before and during a call: asks for them, knows the choice, opens another one. What is opened
 * belongs to the call session at once, which keeps it dark and silent until the click.
 */

import { listDevices, onDevicesChanged, openDevices } from '../rtc/devices.js';

/** @typedef {import('../rtc/devices.js').DeviceList} DeviceList */
/** @typedef {'camera' | 'microphone' | 'speaker'} DeviceKind */
/** @typedef {Record<DeviceKind, string | null>} Choice ids; null is the browser's own choice */
/** @typedef {import('../state/call_session.js').CallSession} CallSession */

/** @type {DeviceList} */
const NONE = { cameras: [], microphones: [], speakers: [] };

export class OwnDevices {
  /** The browser's question is open, or devices are starting. */
  asking = false;
  lists = NONE;
  /** @type {Choice} */
  choice = { camera: null, microphone: null, speaker: null };
  #asked = new AbortController();
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #session;
  #signal;

  /** @param {CallSession} session @param {AbortSignal} signal */
  constructor(session, signal) {
    this.#session = session;
    this.#signal = signal;
    onDevicesChanged(() => void this.#list(), signal);
    /** @type {MediaStream | null} */
    let known = null;
    session.onChange(({ own }) => {
      if (own.preview === known) return;
      known = own.preview;
      void this.#list(); // names come with the first permission, whoever opened the device
    }, signal);
  }

  /** @param {() => void} listener told at once, and at every change @param {AbortSignal} signal */
  onChange(listener, signal) {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
    listener();
  }

  /** Asks for camera and microphone; never throws, the session's view tells what was refused. */
  async open() {
    this.#asked.abort();
    this.#asked = new AbortController();
    const asked = AbortSignal.any([this.#asked.signal, this.#signal]);
    this.#set({ asking: true });
    const opened = await openDevices({ audio: this.choice.microphone ?? true, video: this.choice.camera ?? true, signal: asked });
    if (asked.aborted) return;
    this.#session.useDevices(opened);
    this.#set({ asking: false });
  }

  /** Whatever is still asked for is not wanted any more. */
  giveUpAsking() {
    this.#asked.abort();
    this.#set({ asking: false });
  }

  /** @param {DeviceKind} kind @param {string} id */
  async choose(kind, id) {
    this.choice = { ...this.choice, [kind]: id };
    if (kind === 'speaker') this.#set({});
    else await this.open();
  }

  async #list() {
    const lists = await listDevices();
    if (!this.#signal.aborted) this.#set({ lists });
  }

  /** @param {{asking?: boolean, lists?: DeviceList}} news */
  #set(news) {
    Object.assign(this, news);
    for (const listener of [...this.#listeners]) listener();
  }
}
