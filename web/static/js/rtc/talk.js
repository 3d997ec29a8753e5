/**
 * The talk between two pages: one peer connection, made by perfect negotiation (W3C webrtc, 10.7) and kept alive.
 *
 * It has one audio and one video line from its first offer on, whoever has a camera or not: a click, another device or a
 * camera plugged in later need no new negotiation. The agent's page is impolite and makes the first offer.
 */

import { Arrivals, packetsReceived } from './arrivals.js';
import { answering, answers, sessionOf } from './sdp.js';

/** @typedef {import('./own_media.js').Tracks} Tracks */
/** @typedef {import('./devices.js').Kind} Kind */
/** @typedef {import('../protocol/wire.js').FromBrowser} FromBrowser */
/** @typedef {import('../protocol/wire.js').Description} Description */
/** @typedef {import('../protocol/wire.js').Candidate} Candidate */
/**
 * `waiting`: the other page is not there yet. `reconnecting`: was connected before and will be again.
 *
 * @typedef {'waiting' | 'connecting' | 'connected' | 'reconnecting' | 'closed'} TalkState
 */
/** @typedef {{iceServers: RTCIceServer[], iceTransportPolicy: RTCIceTransportPolicy}} Ways */
/**
 * @typedef {object} Link one connection to one page of the other person
 * @property {string} page
 * @property {RTCPeerConnection} pc
 * @property {MediaStream} remote
 * @property {MediaStream} together names voice and face as one, so that the other side keeps the lips in step
 * @property {Promise<void>} steps one after the other: what arrived, and what is to be offered
 * @property {boolean} ignoring the other's offer lost against ours; its candidates are noise
 * @property {boolean} met has been connected
 * @property {number} since when `connectionState` last changed, ms
 * @property {number} offered when the offer that waits for its answer was last sent, ms
 * @property {number} restarted when ICE was last restarted, ms
 * @property {number} tried since when restarting has been tried in this break while the other was there, ms; else Infinity
 * @property {Arrivals} arrivals
 * @property {number} said when something was last said to the other page, ms; since the line was down it is Infinity
 */

const TEND_MS = 250;
const NO_ANSWER_MS = 4000;
const NEVER_MET_MS = 8000;
const RESTART_AGAIN_MS = 3000;
/** Whatever restarting cannot mend is given up then, and made from nothing. */
const ANEW_MS = 8000;
const JUST_BEGUN_MS = 1000;
/** The ways an offer names may be gone by now: it is made again rather than sent again. */
const OLD_OFFER_MS = 10_000;
const DISCONNECTED_MS = 700;
/** What was said so shortly before the line was found lost may not have arrived. */
const IN_FLIGHT_MS = 5000;

export class Talk {
  /** @type {Link | null} */
  #link = null;
  /** @type {Ways} */
  #ways = { iceServers: [], iceTransportPolicy: 'all' };
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #here = false;
  #closed = false;
  #polite;
  #tracks;
  #send;
  #changed;
  #PeerConnection;

  /**
   * @param {object} options
   * @param {boolean} options.polite the customer's page is, the agent's is not
   * @param {() => Tracks} options.tracks what to attach; black and silent until the click
   * @param {(message: FromBrowser) => number | null} options.send null when the line to the server is down
   * @param {() => void} options.changed `state` or `remote` is another now
   * @param {typeof RTCPeerConnection} [options.PeerConnection]
   */
  constructor({ polite, tracks, send, changed, PeerConnection = globalThis.RTCPeerConnection }) {
    this.#polite = polite;
    this.#tracks = tracks;
    this.#send = send;
    this.#changed = changed;
    this.#PeerConnection = PeerConnection;
  }

  /** @returns {TalkState} */
  get state() {
    const link = this.#link;
    if (this.#closed) return 'closed';
    if (!link) return 'waiting';
    if (link.pc.connectionState === 'connected') return 'connected';
    return link.met ? 'reconnecting' : 'connecting';
  }

  /** What comes from the other side; another object after each new connection, null before the first. */
  get remote() {
    return this.#link?.remote ?? null;
  }

  /** The connection to measure; null while there is none. */
  get connection() {
    return this.#link?.pc ?? null;
  }

  /** Fresh servers and credentials, good for the next restart. @param {Ways} ways */
  configure(ways) {
    this.#ways = ways;
    try {
      this.#link?.pc.setConfiguration(this.#configuration());
    } catch {
      // A browser that cannot change a running connection uses them for the next one.
    }
  }

  /**
   * The other person's page as the server knows it. A page that is away keeps its connection: only its socket may be
   * gone. Another page is another connection.
   *
   * @param {string | null} page
   */
  meet(page) {
    const back = page !== null && !this.#here;
    this.#here = page !== null;
    if (!this.#here && this.#link) this.#link.tried = Infinity;
    if (this.#closed || page === null) return;
    if (this.#link?.page !== page) this.#open(page, { offering: !this.#polite });
    else if (back) this.#goOn(this.#link);
  }

  /** A message of the other page. @param {Description | Candidate} message */
  receive(message) {
    if (this.#closed) return;
    if (this.#link?.page !== message.from_page) {
      if (message.type !== 'description' || message.description.type !== 'offer') return;
      this.#open(message.from_page, { offering: false }); // its offer is faster than the news that it is there
    }
    const link = /** @type {Link} */ (this.#link);
    if (message.type === 'description') this.#step(link, () => this.#describe(link, message.description));
    else this.#step(link, () => this.#candidate(link, message.candidate));
  }

  /**
   * The line to the server is back: what could not be said is said now.
   *
   * @param {{heardAll?: boolean}} [line] nothing was missed: a connection that is just being made goes on by itself, if
   *   nothing was left unsaid either
   */
  resume({ heardAll = false } = {}) {
    const link = this.#link;
    if (!link) return;
    const underWay = link.pc.connectionState === 'new' || link.pc.connectionState === 'connecting';
    if (heardAll && underWay && performance.now() - link.said > IN_FLIGHT_MS) return;
    link.said = performance.now();
    if (link.pc.signalingState !== 'have-local-offer') this.#goOn(link);
    else if (link.pc.remoteDescription) this.#offerAnew(link); // this network may be another one: so are the ways in it
    else this.#describeSelf(link);
  }

  /** The other page is back, or ours. @param {Link} link */
  #goOn(link) {
    const now = performance.now();
    const { connectionState, signalingState, remoteDescription } = link.pc;
    if (signalingState === 'have-local-offer') {
      if (remoteDescription && now - link.restarted > OLD_OFFER_MS) this.#offerAnew(link);
      else this.#describeSelf(link);
    } else if (remoteDescription && connectionState !== 'connected' && now - link.restarted > JUST_BEGUN_MS) this.#restart(link);
  }

  /** Another microphone or camera, without negotiation. @param {Kind} kind @param {MediaStreamTrack | null} track */
  replaceTrack(kind, track) {
    void this.#sender(kind)?.replaceTrack(track).catch(() => {}); // the line has just been closed
  }

  close() {
    this.#closed = true;
    this.#drop();
    this.#changed();
  }

  /** @param {string} page @param {{offering: boolean, met?: boolean}} how `met`: there was a connection before it */
  #open(page, { offering, met = false }) {
    this.#drop();
    const pc = new this.#PeerConnection(this.#configuration());
    const now = performance.now();
    /** @type {Link} */
    const link = { page, pc, remote: new MediaStream(), together: new MediaStream(), steps: Promise.resolve(), ignoring: false, met, since: now, offered: now, restarted: now, tried: Infinity, said: now, arrivals: new Arrivals() };
    this.#link = link;
    pc.onnegotiationneeded = () => this.#step(link, () => this.#offer(link));
    pc.onicecandidate = ({ candidate }) => candidate && this.#current(link) && this.#say(link, { type: 'candidate', to_page: page, candidate: plain(candidate) });
    pc.ontrack = ({ track }) => {
      link.remote.addTrack(track);
      this.#changed();
    };
    pc.onconnectionstatechange = () => this.#moved(link);
    if (offering) {
      const { audio, video } = this.#tracks();
      const line = { direction: /** @type {const} */ ('sendrecv'), streams: [link.together] };
      pc.addTransceiver(audio ?? 'audio', line);
      pc.addTransceiver(video ?? 'video', line);
    }
    this.#timer = setInterval(() => this.#tend(link), TEND_MS);
    this.#changed();
  }

  #drop() {
    clearInterval(this.#timer);
    const link = this.#link;
    this.#link = null;
    link?.pc.close();
  }

  /** @param {Link} link */
  #moved(link) {
    if (!this.#current(link)) return;
    link.since = performance.now();
    link.met ||= link.pc.connectionState === 'connected';
    this.#tend(link);
    this.#changed();
  }

  /** Four times a second: nothing is waited for without an end. @param {Link} link */
  #tend(link) {
    if (!this.#current(link) || !this.#here) return;
    const now = performance.now();
    const { connectionState, signalingState } = link.pc;
    if (connectionState === 'connected') link.tried = Infinity;
    if (now - link.tried > ANEW_MS) return this.#open(link.page, { offering: true, met: link.met });
    if (signalingState === 'have-local-offer') {
      if (now - link.offered > NO_ANSWER_MS) this.#describeSelf(link);
      return;
    }
    if (connectionState === 'connected') return void this.#listen(link);
    if (!link.pc.remoteDescription || now - link.restarted < RESTART_AGAIN_MS) return;
    const broken = connectionState === 'failed' || (connectionState === 'disconnected' && now - link.since > DISCONNECTED_MS);
    if (broken || now - link.since > NEVER_MET_MS) this.#restart(link);
  }

  /** The way may be gone long before the browser says so. @param {Link} link */
  async #listen(link) {
    if (this.#polite) return;
    const received = await packetsReceived(link.pc).catch(() => null);
    if (received === null || !this.#current(link) || !link.arrivals.stopped(received, performance.now())) return;
    if (this.#here && link.pc.signalingState === 'stable') this.#restart(link);
  }

  /**
   * Only the impolite side restarts. Symptom: after a restart from both sides the polite one decodes the other's picture
   * and shows none. Cause: Chromium 156 rolls an offer back by making the receiver anew, without its track. Every break
   * is seen from both sides, so one is enough.
   *
   * @param {Link} link
   */
  #restart(link) {
    if (this.#polite) return;
    this.#began(link);
    link.pc.restartIce();
  }

  /** The ways named by the offer that waits for its answer may be gone. @param {Link} link */
  #offerAnew(link) {
    this.#began(link);
    link.pc.restartIce();
    this.#step(link, () => this.#offer(link, { instead: true }));
  }

  /** @param {Link} link */
  #began(link) {
    link.restarted = performance.now();
    link.tried = Math.min(link.tried, link.restarted);
  }

  /** @param {Link} link @param {() => Promise<void>} step */
  #step(link, step) {
    link.steps = link.steps.then(async () => {
      if (!this.#current(link)) return;
      try {
        await step();
      } catch (error) {
        if (this.#current(link)) console.warn('talk', error); // the next tending repairs what this has left undone
      }
    });
  }

  /** @param {Link} link @param {{instead?: boolean}} [how] `instead`: of one that has no answer yet */
  async #offer(link, { instead = false } = {}) {
    const { signalingState } = link.pc;
    // It is needed still, and is told again, once this is settled.
    if (signalingState !== 'stable' && !(instead && signalingState === 'have-local-offer')) return;
    await link.pc.setLocalDescription();
    this.#describeSelf(link);
  }

  /** @param {Link} link */
  #describeSelf(link) {
    const description = link.pc.localDescription;
    if (!this.#current(link) || (description?.type !== 'offer' && description?.type !== 'answer')) return;
    link.offered = performance.now();
    const { type } = description;
    const sdp = type === 'answer' ? answering(description.sdp, link.pc.remoteDescription?.sdp ?? '') : description.sdp;
    this.#say(link, { type: 'description', to_page: link.page, description: { type, sdp } });
  }

  /** @param {Link} link @param {FromBrowser} message */
  #say(link, message) {
    const sent = this.#send(message) !== null;
    link.said = sent ? Math.max(link.said, performance.now()) : Infinity;
  }

  /** @param {Link} link @param {Description['description']} description */
  async #describe(link, description) {
    const known = link.pc.currentRemoteDescription;
    if (known && sessionOf(known.sdp) !== sessionOf(description.sdp)) return this.#anew(link, description);
    link.ignoring = description.type === 'offer' && !this.#polite && link.pc.signalingState !== 'stable';
    if (link.ignoring || (description.type === 'answer' && !this.#awaits(link, description.sdp))) return;
    await link.pc.setRemoteDescription(description);
    if (description.type === 'offer') {
      await this.#attach(link);
      await link.pc.setLocalDescription();
      this.#describeSelf(link);
    }
    await this.#favourSpeech(link);
  }

  /** @param {Link} link @param {string} answer */
  #awaits(link, answer) {
    return link.pc.signalingState === 'have-local-offer' && answers(answer, link.pc.localDescription?.sdp ?? '');
  }

  /** On a weak line the picture suffers first. A browser that knows no priorities goes on without. @param {Link} link */
  async #favourSpeech(link) {
    const sender = this.#sender('audio');
    const parameters = sender?.getParameters();
    if (!sender || !parameters?.encodings?.length || link.pc.signalingState !== 'stable') return;
    for (const encoding of parameters.encodings) encoding.priority = encoding.networkPriority = 'high';
    await sender.setParameters(parameters).catch(() => {});
  }

  /** The same page has another connection now: ours belongs to the one that is gone.
   * @param {Link} link @param {Description['description']} description */
  #anew(link, description) {
    this.#open(link.page, { offering: description.type === 'answer', met: link.met });
    const fresh = this.#link;
    if (fresh && description.type === 'offer') this.#step(fresh, () => this.#describe(fresh, description));
  }

  /** Answers with both lines in both directions, also where there is nothing to send yet. @param {Link} link */
  async #attach(link) {
    const tracks = this.#tracks();
    for (const transceiver of link.pc.getTransceivers()) {
      const track = tracks[/** @type {Kind} */ (transceiver.receiver.track.kind)];
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams?.(link.together);
      if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
    }
  }

  /** @param {Link} link @param {RTCIceCandidateInit} candidate */
  async #candidate(link, candidate) {
    try {
      await link.pc.addIceCandidate(candidate);
    } catch (error) {
      if (!link.ignoring) throw error;
    }
  }

  /** @param {Kind} kind */
  #sender(kind) {
    return this.#link?.pc.getTransceivers().find((one) => one.receiver.track.kind === kind)?.sender ?? null;
  }

  /** @param {Link} link */
  #current(link) {
    return !this.#closed && this.#link === link;
  }

  /** @returns {RTCConfiguration} */
  #configuration() {
    return { ...this.#ways, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
  }
}

/** @param {RTCIceCandidate} one */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
