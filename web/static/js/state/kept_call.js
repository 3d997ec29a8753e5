/**
 * What a join page keeps so that a reload, a closed tab or a phone that ran out of memory costs nobody the call.
 *
 * The secret and the token stay in this tab's storage. That this browser has entered a call (its id, no more) is known to
 * its other tabs too: a link opened again then leads straight back in.
 */

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/**
 * @typedef {object} Kept
 * @property {string} callId
 * @property {string} [secret]
 * @property {string} [token] for those who came by a code: there is no link to come again with
 * @property {string} [participantId]
 * @property {string} [pageId] of this tab's page before it was loaded again
 * @property {boolean} [clicked] Join was pressed in this tab
 * @property {{audio: boolean, video: boolean}} [media] as it was set when Join was pressed
 * @property {string} [agentName] with whom one talked last
 * @property {CallSnapshot} [ended] the call's last word
 * @property {boolean} [heldBack] one had pressed to pause or stop the recording, and the call was over before the server heard of it
 * @property {string} [endedToken] with which one may still say how it was
 * @property {import('../protocol/rating_api.js').Rating} [rating] what one said of the call
 * @property {string} [receipt] where one can read what one agreed to
 * @property {'link_renewed' | 'device_changed'} [out] why the server has closed this page
 */

const IN_TAB = 'reassure.join';
const ENTERED = 'reassure.entered';
const MOST = 5;

export class KeptCall {
  #tab;
  #browser;

  /** @param {Storage | null} tab @param {Storage | null} browser null where storage is forbidden: then nothing is kept */
  constructor(tab, browser) {
    this.#tab = tab;
    this.#browser = browser;
  }

  /** @param {string} callId @returns {Kept} */
  of(callId) {
    const kept = parsed(read(this.#tab, IN_TAB));
    return kept?.callId === callId ? kept : { callId };
  }

  /** Only one call is kept in a tab: the newest. @param {string} callId @param {Partial<Kept>} news */
  keep(callId, news) {
    write(this.#tab, IN_TAB, JSON.stringify({ ...this.of(callId), ...news }));
  }

  /** @param {string} callId */
  enter(callId) {
    const others = this.#entered().filter((id) => id !== callId);
    write(this.#browser, ENTERED, JSON.stringify([callId, ...others].slice(0, MOST)));
  }

  /** @param {string} callId */
  hasEntered(callId) {
    return this.#entered().includes(callId);
  }

  /** @returns {string[]} */
  #entered() {
    const list = parsed(read(this.#browser, ENTERED));
    return Array.isArray(list) ? list : [];
  }
}

/** Whether one of the two questions about the call is still open. @param {Pick<Kept, 'rating'>} kept */
export function toBeRated({ rating }) {
  return !rating?.solved || !rating.feeling;
}

/** @param {'sessionStorage' | 'localStorage'} name @returns {Storage | null} */
export function storageOrNone(name) {
  try {
    return globalThis[name];
  } catch {
    return null; // forbidden here: private windows, embedded pages
  }
}

/** @param {Storage | null} storage @param {string} key */
function read(storage, key) {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** @param {Storage | null} storage @param {string} key @param {string} value */
function write(storage, key, value) {
  try {
    storage?.setItem(key, value);
  } catch {
    // Full or forbidden: the call goes on, only a reload is less comfortable.
  }
}

/** @param {string | null} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
