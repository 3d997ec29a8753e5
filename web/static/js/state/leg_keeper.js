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
  #track;
  #camera;
  #ask;

  /**
   * @param {object} options
   * @param {(options: LegOptions) => Leg} options.makeLeg
   * @param {() => import('../rtc/link.js').Ways} options.ways
   * @param {() => MediaStreamTrack | null} options.track
   * @param {() => MediaStreamTrack | null} [options.camera] the picture that may be sent now
   * @param {(recordingId: string, because?: import('../protocol/wire.js').WhyNotRecorded) => boolean} options.ask for another ticket, or why there is none to be had; false when that could not be sent
   */
  constructor({ makeLeg, ways, track, camera = () => null, ask }) {
    this.#makeLeg = makeLeg;
    this.#ways = ways;
    this.#track = track;
    this.#camera = camera;
    this.#ask = ask;
  }

  /** How the recording stands now. @param {RecordingView | null} recording */
  follow(recording) {
    this.#endPicture(recording?.picture === 'ended');
    this.#pause(pauseOf(recording) !== null || waitsForAnswerAgain(recording));
    const wanted = recording?.state === 'open' ? recording.id : null;
    if (wanted === null) return this.close();
    if (wanted === this.#wanted) return;
    this.close();
    this.#wanted = wanted;
    this.#later(TICKET_WITHIN_MS);
  }

  /** A leg that works is not given up for a new ticket. @param {Ticket} ticket */
  admit({ recording_id: recordingId, whip_url: whipUrl, picture = false }) {
    if (this.#leg?.recordingId === recordingId && this.#works()) return;
    this.#leg?.close();
    clearTimeout(this.#timer);
    this.#wanted = recordingId;
    const leg = this.#makeLeg({ recordingId, whipUrl, track: this.#heard(), picture, camera: this.#shown(), ways: this.#ways(), lost: () => this.#lost(leg) });
    this.#leg = leg;
  }

  /** @param {MediaStreamTrack | null} track */
  replaceTrack(track) {
    if (!this.#isSilent) this.#leg?.replaceTrack(track);
  }

  /** The picture is another one, or is held back for now. */
  cameraMoved() {
    if (!this.#isSilent) this.#leg?.replaceCamera(this.#shown());
  }

  /** Somebody has taken back that it is recorded; the recorder would not write it either. @param {boolean} ended */
  #endPicture(ended) {
    if (ended === this.#pictureEnded) return;
    this.#pictureEnded = ended;
    if (ended) this.#leg?.replaceCamera(null);
  }

  /** Silence, or no picture, is sent in place of it from now on. @param {import('./recording_wish.js').HeldBack | null} heldBack */
  hold(heldBack) {
    this.#change(() => (this.#heldBack = heldBack));
  }

  get #isSilent() {
    return this.#paused || this.#heldBack === 'pause' || this.#heldBack === 'stop';
  }

  #heard() {
    return this.#isSilent ? null : this.#track();
  }

  #shown() {
    return this.#isSilent || this.#pictureEnded || this.#heldBack === 'picture' ? null : this.#camera();
  }

  /** In a pause the recorder gets silence and no picture, and writes not even that. @param {boolean} paused */
  #pause(paused) {
    this.#change(() => (this.#paused = paused));
  }

  /** A voice that goes on is not put into its line once more. @param {() => void} change */
  #change(change) {
    const [silent, held] = [this.#isSilent, this.#heldBack];
    change();
    if (silent !== this.#isSilent) this.#leg?.replaceTrack(this.#heard());
    if (silent !== this.#isSilent || held !== this.#heldBack) this.#leg?.replaceCamera(this.#shown());
  }

  close() {
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
