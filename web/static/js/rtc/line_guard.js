/**
 * Keeps one connection going: says again what found no answer, restarts ICE when the line is broken or nothing comes through
 * it any more, and gives the connection up when that does not help. Nothing is waited for without an end.
 */

import { Arrivals, packetsReceived } from './arrivals.js';

const TEND_MS = 100;
/** Statistics cost: who does not restart anyway looks at them half a second apart. */
const POLITE_LOOKS = 5;
const NO_ANSWER_MS = 4000;
const NEVER_MET_MS = 8000;
const RESTART_AGAIN_MS = 3000;
/** Whatever restarting cannot mend is given up then, and made from nothing. */
const ANEW_MS = 8000;
/** The same while nobody answers: whoever is in the dark is known as away before that. */
const ANEW_UNANSWERED_MS = 16_000;
const JUST_BEGUN_MS = 1000;
/** The ways an offer names may be gone by now: it is made again rather than sent again. */
const OLD_OFFER_MS = 10_000;
const DISCONNECTED_MS = 700;
/** A silence that is mended sooner is not worth a word. */
const SHOWN_MS = 1000;
/** What was said so shortly before the line was found lost may not have arrived. */
const IN_FLIGHT_MS = 5000;

export class LineGuard {
  /** When `connectionState` last changed, ms. */
  #since = performance.now();
  /** When ICE was last restarted, ms. */
  #restarted = performance.now();
  /** Since when restarting has been tried in this break while the other was there, ms; else Infinity. */
  #tried = Infinity;
  #arrivals = new Arrivals();
  #looking = false;
  #tended = 0;
  #silent = false;
  #pc;
  #negotiation;
  #polite;
  #here;
  #changed;
  #anew;
  #signal;

  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {import('./negotiation.js').Negotiation} options.negotiation
   * @param {boolean} options.polite
   * @param {() => boolean} options.here the other page is there, as far as the server knows
   * @param {() => void} options.changed
   * @param {() => void} options.anew it is given up
   * @param {AbortSignal} options.signal
   */
  constructor(pc, { negotiation, polite, here, changed, anew, signal }) {
    this.#pc = pc;
    this.#negotiation = negotiation;
    this.#polite = polite;
    this.#here = here;
    this.#changed = changed;
    this.#anew = anew;
    this.#signal = signal;
    const timer = setInterval(() => this.#tend(), TEND_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Nothing comes through, whatever the browser still says of it. */
  get silent() {
    return this.#silent;
  }

  /** `connectionState` is another one. */
  moved() {
    this.#since = performance.now();
    this.#tend();
  }

  /** The other page is away: trying does not count. */
  left() {
    this.#tried = Infinity;
  }

  /** The other page is back, or ours. */
  goOn() {
    const old = performance.now() - this.#restarted;
    const { connectionState, remoteDescription } = this.#pc;
    if (this.#negotiation.waits) {
      if (remoteDescription && old > OLD_OFFER_MS) this.#offerAnew();
      else this.#negotiation.describeSelf();
    } else if (remoteDescription && (connectionState !== 'connected' || this.#silent) && old > JUST_BEGUN_MS) this.#restart();
  }

  /**
   * The line to the server is back: what could not be said is said now.
   *
   * @param {{heardAll: boolean}} line nothing was missed: a connection that is just being made goes on by itself, if
   *   nothing was left unsaid either
   */
  resume({ heardAll }) {
    const now = performance.now();
    const underWay = this.#pc.connectionState === 'new' || this.#pc.connectionState === 'connecting';
    if (heardAll && underWay && now - this.#negotiation.saidAt > IN_FLIGHT_MS) return;
    this.#negotiation.saidAt = now;
    if (!this.#negotiation.waits) this.goOn();
    else if (this.#pc.remoteDescription) this.#offerAnew(); // this network may be another one: so are the ways in it
    else this.#negotiation.describeSelf();
  }

  /** This machine is in another network: the ways of the old one are not worth waiting for. */
  networkChanged() {
    const settled = this.#pc.remoteDescription && this.#pc.signalingState === 'stable';
    if (settled && performance.now() - this.#restarted > JUST_BEGUN_MS) this.#restart();
  }

  #tend() {
    if (this.#signal.aborted) return;
    const now = performance.now();
    const { connectionState, signalingState, remoteDescription } = this.#pc;
    this.#tended += 1;
    if (connectionState === 'connected' && (!this.#polite || this.#tended % POLITE_LOOKS === 0)) void this.#listen();
    if (!this.#here()) return;
    const silent = this.#arrivals.silentSince !== null;
    if (connectionState === 'connected' && !silent) this.#tried = Infinity;
    if (now - this.#tried > (this.#negotiation.waits ? ANEW_UNANSWERED_MS : ANEW_MS)) return this.#anew();
    if (this.#negotiation.waits) {
      if (now - this.#negotiation.offeredAt > NO_ANSWER_MS) this.#negotiation.describeSelf();
      return;
    }
    if (!remoteDescription || signalingState !== 'stable' || now - this.#restarted < RESTART_AGAIN_MS) return;
    const lost = connectionState === 'failed' || (connectionState === 'disconnected' && now - this.#since > DISCONNECTED_MS);
    const never = connectionState !== 'connected' && now - this.#since > NEVER_MET_MS;
    if (lost || never || (connectionState === 'connected' && silent)) this.#restart();
  }

  /** The way may be gone long before the browser says so. */
  async #listen() {
    if (this.#looking) return;
    this.#looking = true;
    const received = await packetsReceived(this.#pc).catch(() => null);
    this.#looking = false;
    if (received === null || this.#signal.aborted) return;
    const now = performance.now();
    const stopped = this.#arrivals.stopped(received, now);
    const since = this.#arrivals.silentSince;
    this.#tell(since !== null && now - since >= SHOWN_MS);
    if (stopped && this.#here() && this.#pc.signalingState === 'stable') this.#restart();
  }

  /** @param {boolean} silent */
  #tell(silent) {
    if (silent === this.#silent) return;
    this.#silent = silent;
    this.#changed();
  }

  /**
   * Only the impolite side restarts. Symptom: after a restart from both sides the polite one decodes the other's picture
   * and shows none. Cause: Chromium 156 rolls an offer back by making the receiver anew, without its track. Every break
   * is seen from both sides, so one is enough.
   */
  #restart() {
    if (this.#polite) return;
    this.#began();
    this.#pc.restartIce();
  }

  /** The ways named by the offer that waits for its answer may be gone. */
  #offerAnew() {
    this.#began();
    this.#pc.restartIce();
    this.#negotiation.offerInstead();
  }

  #began() {
    this.#restarted = performance.now();
    this.#tried = Math.min(this.#tried, this.#restarted);
  }
}
