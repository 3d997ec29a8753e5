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
/**
 * What will be sent. `place`: it tells where it was taken. `copy`: it was made here of a photo that could not be sent as it was,
 * because it is too large or of a kind that is not taken.
 *
 * @typedef {{file: Blob, name: string, picture: boolean, place: boolean, copy: 'smaller' | 'jpeg' | null}} Chosen
 */
/** @typedef {'accepted' | 'declined' | 'failed'} Answer */
/**
 * @typedef {object} SendingView
 * @property {Step} step
 * @property {EvidenceRequest | null} request what it answers; null when the customer sends of their own accord
 * @property {Chosen | null} chosen
 * @property {number} fraction of it that has gone out
 * @property {string | null} code why it failed, or was not taken
 * @property {boolean} busy the camera is at it, or a copy is made
 */

const TAKEN = /^(image\/(jpeg|png|webp)|application\/pdf)$/;
const HEIC = /^image\/hei[cf]/;
const HEIC_NAME = /\.hei[cf]$/i;
const ON_THE_LINE = new Set(['offline', 'deadline', 'unavailable']);
const REFUSED = new Set(['file_kind_refused', 'file_broken', 'too_many_pixels', 'too_large', 'photo_too_large', 'infected', 'evidence_full']);
const AGAIN_AFTER_MS = [1000, 3000, 6000];

export class EvidenceSending {
  /** @type {SendingView} */
  #view = Object.freeze({ step: 'idle', request: null, chosen: null, fraction: 0, code: null, busy: false });
  /** Counts the steps: what was begun in one of them is nothing in the next. */
  #turn = 0;
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
  #smaller;
  #mostBytes;
  #pause;

  /**
   * @param {object} options
   * @param {(file: Blob, about: {name: string, sha256: string, requestId: string | null, keepPlace: boolean, progress: (fraction: number) => void, signal: AbortSignal}) => Promise<unknown>} options.upload
   * @param {(requestId: string, answer: Answer) => void} options.answer the agent is told
   * @param {(chosen: Chosen) => void} options.filed
   * @param {(chosen: Chosen) => void} options.gaveUp it was not sent, and nobody looks at it any more
   * @param {(photo: Blob) => Promise<Blob | null>} [options.smaller] a copy of it as a JPEG; null where it cannot be read here
   * @param {number} [options.mostBytes]
   * @param {(ms: number) => Promise<void>} [options.pause]
   */
  constructor({ upload, answer, filed, gaveUp, smaller = async () => null, mostBytes = 15 * 1024 * 1024, pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }) {
    this.#upload = upload;
    this.#answer = answer;
    this.#filed = filed;
    this.#gaveUp = gaveUp;
    this.#smaller = smaller;
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

  /** The camera is at it, which takes seconds: it comes to nothing where nobody waits for it any more. @param {() => Promise<Blob | null>} still @param {string} name */
  async takes(still, name) {
    if (this.#view.busy) return;
    const wanted = this.#waits();
    const photo = await still().catch(() => null);
    if (!wanted()) return;
    if (photo) await this.took(photo, name);
    else this.#become({ code: 'no_photo', busy: false });
  }

  /** A photo was taken, or a file chosen. @param {Blob} file @param {string} name */
  async took(file, name) {
    const wanted = this.#waits();
    const sendable = await this.#sendable(file, name);
    const begins = 'code' in sendable ? null : new Uint8Array(await sendable.file.slice(0, LOOKED_AT).arrayBuffer());
    if (!wanted()) return;
    if ('code' in sendable || !begins) return this.#become({ step: 'choosing', busy: false, ...sendable });
    this.#become({ step: 'checking', chosen: { ...sendable, picture: sendable.file.type !== 'application/pdf', place: tellsThePlace(begins) }, code: null });
    this.#tell('accepted');
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

  /** The call is over: what is on its way goes on, and nothing else can be sent. @returns {Chosen | null} what the person had not sent yet */
  callEnded() {
    const { step, chosen } = this.#view;
    if (step === 'sending') return null;
    this.#become({ step: 'idle', request: null, chosen: null, code: null });
    return chosen;
  }

  /** The page goes. */
  end() {
    this.#life.abort();
  }

  /** Something is to come that will be looked at. @returns {() => boolean} whether the person still waits for it */
  #waits() {
    const turn = this.#turn;
    this.#become({ busy: true });
    return () => turn === this.#turn;
  }

  /** The file itself, or a copy of a photo that cannot be sent as it is. @param {Blob} file @param {string} name @returns {Promise<Pick<Chosen, 'file' | 'name' | 'copy'> | {code: string}>} */
  async #sendable(file, name) {
    const taken = TAKEN.test(file.type);
    if (taken && file.size <= this.#mostBytes) return { file, name, copy: null };
    if (!taken && !HEIC.test(file.type) && !HEIC_NAME.test(name)) return { code: 'file_kind_refused' };
    if (file.type === 'application/pdf') return { code: 'too_large' };
    const copy = await this.#smaller(file).catch(() => null);
    if (copy && copy.size <= this.#mostBytes) return { file: copy, name: name.replace(/\.\w+$/, '.jpg'), copy: taken ? 'smaller' : 'jpeg' };
    return { code: taken ? 'photo_too_large' : 'photo_not_read' };
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
    if (changes.step && changes.step !== this.#view.step) {
      this.#turn += 1;
      changes = { busy: false, ...changes };
    }
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
