/**
 * Keeps one leg open while the server says that the recording is open: takes tickets, asks for another one when a leg
 * broke or none came, ever more slowly. Leg and socket are handed in.
 */

import { waitsForAnswerAgain } from './call_view.js';
import { pauseOf } from './pause.js';

/** @typedef {import('../rtc/leg.js').Leg} Leg */
/** @typedef {ConstructorParameters<typeof import('../rtc/leg.js').Leg>[0]} LegOptions */
/** @typedef {import('../protocol/wire.js').RecordingView} RecordingView */
/** @typedef {import('../protocol/wire.js').Record} Ticket */

/** A ticket follows the news of the recording at once; one that was lost on the way is asked for after this. */
const TICKET_WITHIN_MS = 2500;
const FIRST_MS = 300;
const LONGEST_MS = 10_000;

export class LegKeeper {
  /** @type {Leg | null} */
  #leg = null;
  /** @type {string | null} */
  #wanted = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;
  /** The recording is. */
  #paused = false;
  /** What this person has pressed for, and the server has not shown yet. @type {import('./recording_wish.js').HeldBack | null} */
  #heldBack = null;
  #pictureEnded = false;
  #makeLeg;
  #ways;
  #voice;
  #camera;
  #letRecord;
  #ask;

  /**
   * @param {object} options
   * @param {(options: LegOptions) => Leg} options.makeLeg
   * @param {() => import('../rtc/link.js').Ways} options.ways
   * @param {() => MediaStreamTrack | null} options.voice
   * @param {() => MediaStreamTrack | null} [options.camera] the picture that may be sent now
   * @param {(kinds: Record<import('../rtc/devices.js').Kind, boolean>) => void} options.letRecord what voice and camera may carry, in the same turn: what a connection is told it does in its own time
   * @param {(recordingId: string, because?: import('../protocol/wire.js').WhyNotRecorded) => boolean} options.ask for another ticket, or why there is none to be had; false when that could not be sent
   */
  constructor({ makeLeg, ways, voice, camera = () => null, letRecord, ask }) {
    this.#makeLeg = makeLeg;
    this.#ways = ways;
    this.#voice = voice;
    this.#camera = camera;
    this.#letRecord = letRecord;
    this.#ask = ask;
  }

  /** How the recording stands now; what came with a pause ends with it, and is not heard once more for that. @param {RecordingView | null} recording */
  follow(recording) {
    if (recording?.state !== 'open') return this.close();
    const isAnother = recording.id !== this.#wanted;
    if (isAnother) this.close();
    this.#change(() => {
      this.#pictureEnded = recording.picture === 'ended';
      this.#paused = pauseOf(recording) !== null || waitsForAnswerAgain(recording);
    });
    if (!isAnother) return;
    this.#wanted = recording.id;
    this.#later(TICKET_WITHIN_MS);
  }

  /** A leg that works is not given up for a new ticket. @param {Ticket} ticket */
  admit({ recording_id: recordingId, whip_url: whipUrl, picture = false }) {
    if (this.#leg?.recordingId === recordingId && this.#works()) return;
    this.#leg?.close();
    clearTimeout(this.#timer);
    this.#wanted = recordingId;
    this.#letRecord(this.#allowed);
    const leg = this.#makeLeg({ recordingId, whipUrl, track: this.#voice(), picture, camera: this.#shown(), ways: this.#ways(), lost: () => this.#lost(leg) });
    this.#leg = leg;
  }

  /** It comes from another microphone, or from none. */
  voiceMoved() {
    this.#leg?.replaceTrack(this.#voice());
  }

  /** The picture is another one, or is held back for now. */
  cameraMoved() {
    this.#leg?.replaceCamera(this.#shown());
  }

  /** Silence, or no picture, is sent in place of it from now on. @param {import('./recording_wish.js').HeldBack | null} heldBack */
  hold(heldBack) {
    this.#change(() => (this.#heldBack = heldBack));
  }

  /** In a pause the recorder gets silence and no picture, and writes not even that. */
  get #allowed() {
    const audio = !this.#paused && this.#heldBack !== 'pause' && this.#heldBack !== 'stop';
    return { audio, video: audio && !this.#pictureEnded && this.#heldBack !== 'picture' };
  }

  #shown() {
    return this.#allowed.video ? this.#camera() : null;
  }

  /** The voice stays in its line; where no picture may be sent the line has none. @param {() => void} change */
  #change(change) {
    const seen = this.#allowed.video;
    change();
    if (!this.#leg) return;
    this.#letRecord(this.#allowed);
    if (seen !== this.#allowed.video) this.#leg.replaceCamera(this.#shown());
  }

  close() {
    this.#letRecord({ audio: false, video: false });
    clearTimeout(this.#timer);
    this.#leg?.close();
    this.#leg = null;
    this.#wanted = null;
    this.#failures = 0;
  }

  #works() {
    return this.#leg?.state === 'opening' || this.#leg?.state === 'sending';
  }

  /** @param {Leg} leg */
  #lost(leg) {
    if (leg !== this.#leg || this.#wanted === null) return;
    if (leg.sent) this.#failures = 0;
    if (leg.refusal && this.#ask(this.#wanted, leg.refusal)) return; // the server has the last word now
    this.#later(this.#waitMs());
  }

  #waitMs() {
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures++);
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#wanted === null || this.#works()) return;
      this.#ask(this.#wanted);
      this.#later(Math.max(TICKET_WITHIN_MS, this.#waitMs()));
    }, ms);
  }
}
