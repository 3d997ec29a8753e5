/**
 * One photo or document on its way from a customer to their case: asked for or not, taken, looked at, sent, filed. What goes
 * wrong on the line is tried again by itself; the same file sent twice is filed once. It lives as long as the page: what is on
 * its way arrives although the talk has ended meanwhile. Touches no document.
 */

import { tellsThePlace, LOOKED_AT } from './photo_place.js';

/** @typedef {import('../protocol/wire.js').EvidenceRequest} EvidenceRequest */
/**
 * `choosing`: a photo is to be taken or a file chosen. `checking`: the person looks at what will be sent.
 *
 * @typedef {'idle' | 'choosing' | 'checking' | 'sending' | 'failed'} Step
 */
/** @typedef {{file: Blob, name: string, picture: boolean, place: boolean}} Chosen `place`: it tells where it was taken */
/** @typedef {'accepted' | 'declined' | 'failed'} Answer */
/**
 * @typedef {object} SendingView
 * @property {Step} step
 * @property {EvidenceRequest | null} request what it answers; null when the customer sends of their own accord
 * @property {Chosen | null} chosen
 * @property {number} fraction of it that has gone out
 * @property {string | null} code why it failed, or was not taken
 */

const TAKEN = /^(image\/(jpeg|png|webp)|application\/pdf)$/;
const ON_THE_LINE = new Set(['offline', 'deadline', 'unavailable']);
const REFUSED = new Set(['file_kind_refused', 'file_broken', 'too_many_pixels', 'too_large', 'infected', 'evidence_full']);
const AGAIN_AFTER_MS = [1000, 3000, 6000];

export class EvidenceSending {
  /** @type {SendingView} */
  #view = Object.freeze({ step: 'idle', request: null, chosen: null, fraction: 0, code: null });
  /** @type {string | null} */
  #declined = null;
  /** What was not sent is answered with that, and the person may go on trying. @type {string | null} */
  #failed = null;
  #keepPlace = false;
  /** @type {(() => void) | null} */
  #changed = null;
  #life = new AbortController();
  #upload;
  #answer;
  #filed;
  #gaveUp;
  #mostBytes;
  #pause;

  /**
   * @param {object} options
   * @param {(file: Blob, about: {name: string, sha256: string, requestId: string | null, keepPlace: boolean, progress: (fraction: number) => void, signal: AbortSignal}) => Promise<unknown>} options.upload
   * @param {(requestId: string, answer: Answer) => void} options.answer the agent is told
   * @param {(chosen: Chosen) => void} options.filed
   * @param {(chosen: Chosen) => void} options.gaveUp it was not sent, and nobody looks at it any more
   * @param {number} [options.mostBytes]
   * @param {(ms: number) => Promise<void>} [options.pause]
   */
  constructor({ upload, answer, filed, gaveUp, mostBytes = 15 * 1024 * 1024, pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }) {
    this.#upload = upload;
    this.#answer = answer;
    this.#filed = filed;
    this.#gaveUp = gaveUp;
    this.#mostBytes = mostBytes;
    this.#pause = pause;
  }

  get view() {
    return this.#view;
  }

  /** The listener is told of every change until `signal`: one at a time. @param {() => void} listener @param {AbortSignal} signal */
  onChange(listener, signal) {
    this.#changed = listener;
    signal.addEventListener('abort', () => (this.#changed = this.#changed === listener ? null : this.#changed), { once: true });
  }

  /** The wish that is open, as the server tells it; one that was answered is not asked again. @param {EvidenceRequest | null} request */
  asked(request) {
    const { step, request: known } = this.#view;
    if (request && request.id !== this.#declined && step === 'idle') this.#become({ step: 'choosing', request, chosen: null, code: null });
    else if (known && request?.id !== known.id && step === 'choosing' && known.id !== this.#failed) this.#become({ step: 'idle', request: null });
    else if (request && known?.id !== request.id && request.id !== this.#declined && step !== 'idle') this.#become({ request });
  }

  /** The customer sends something of their own accord. */
  begin() {
    if (this.#view.step === 'idle') this.#become({ step: 'choosing', request: null, chosen: null, code: null });
  }

  /** A photo was taken, or a file chosen. @param {Blob} file @param {string} name */
  async took(file, name) {
    const code = !TAKEN.test(file.type) ? 'file_kind_refused' : file.size > this.#mostBytes ? 'too_large' : null;
    if (code) return this.#become({ step: 'choosing', code });
    const begins = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer());
    this.#become({ step: 'checking', chosen: { file, name, picture: file.type !== 'application/pdf', place: tellsThePlace(begins) }, code: null });
    this.#tell('accepted');
  }

  /** No photo could be had from the camera. */
  tookNothing() {
    this.#become({ code: 'no_photo' });
  }

  /** Another one instead. */
  again() {
    this.#become({ step: 'choosing', chosen: null, code: null });
  }

  /** Whether the same file may get through another time. */
  get worthAnotherTry() {
    return !REFUSED.has(this.#view.code ?? '');
  }

  /** @param {{keepPlace: boolean}} [choice] the last one stands */
  async send({ keepPlace } = { keepPlace: this.#keepPlace }) {
    const { chosen, step } = this.#view;
    if (!chosen || step === 'sending') return;
    this.#keepPlace = keepPlace;
    this.#become({ step: 'sending', fraction: 0, code: null });
    this.#life = new AbortController();
    const { signal } = this.#life;
    try {
      await this.#sent(chosen, keepPlace, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed = this.#view.request?.id ?? null;
      this.#tell('failed');
      this.#become({ step: 'failed', code: codeOf(error) });
      if (!this.#changed) this.#gaveUp(chosen);
      return;
    }
    if (signal.aborted) return;
    this.#declined = this.#view.request?.id ?? this.#declined;
    this.#become({ step: 'idle', request: null, chosen: null });
    this.#filed(chosen);
  }

  /** Not now: what was on its way is taken back, and the agent is told kindly. */
  stop() {
    this.#life.abort();
    this.#tell('declined');
    this.#declined = this.#view.request?.id ?? this.#declined;
    this.#become({ step: 'idle', request: null, chosen: null, code: null });
  }

  /** The page goes. */
  end() {
    this.#life.abort();
  }

  /** @param {Chosen} chosen @param {boolean} keepPlace @param {AbortSignal} signal */
  async #sent({ file, name }, keepPlace, signal) {
    const about = { name, keepPlace, signal, sha256: await hashOf(file), requestId: this.#view.request?.id ?? null, progress: (/** @type {number} */ fraction) => this.#become({ fraction }) };
    signal.throwIfAborted();
    for (const wait of AGAIN_AFTER_MS) {
      try {
        await this.#upload(file, about);
        return;
      } catch (error) {
        if (signal.aborted || !ON_THE_LINE.has(codeOf(error))) throw error;
      }
      await this.#pause(wait);
      signal.throwIfAborted();
    }
    await this.#upload(file, about);
  }

  /** @param {Answer} answer */
  #tell(answer) {
    const { request } = this.#view;
    if (request) this.#answer(request.id, answer);
  }

  /** @param {Partial<SendingView>} changes */
  #become(changes) {
    this.#view = Object.freeze({ ...this.#view, ...changes });
    this.#changed?.();
  }
}

/** SHA-256 in hexadecimal. @param {Blob} file */
export async function hashOf(file) {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {unknown} error */
function codeOf(error) {
  const code = /** @type {{code?: unknown} | null} */ (error)?.code;
  return typeof code === 'string' ? code : 'internal';
}
