/**
 * This person's own one-way connection to the recorder: one voice, and the camera where that was agreed to, by WHIP (RFC 9725).
 * Muted means silence, not absence; the camera is sent once the recorder has said that it takes it.
 *
 * A leg is opened once, from one ticket. When it breaks it says so and is over; another ticket makes another leg.
 */

/** @typedef {'opening' | 'sending' | 'lost' | 'closed'} LegState */
/** @typedef {import('./link.js').Ways} Ways */

const GATHER_WITHIN_MS = 1500;
const ANSWER_WITHIN_MS = 8000;
const TRY_AGAIN_MS = 400;
const CONNECT_WITHIN_MS = 15_000;
const GOODBYE_WITHIN_MS = 1000;
const CHECK_MS = 500;
/** The recorder reports twice a second what arrives (RTCP); of one that has never done so, only its answers to checks tell, and those come every 2.5 s. */
const UNREPORTED_FOR_MS = 2500;
const SILENT_FOR_MS = 4500;
/** The talk goes first: what the recorder is sent is small, and stands back on a narrow line. @type {RTCRtpEncodingParameters} */
const PICTURE = { maxBitrate: 700_000, maxFramerate: 15, priority: 'very-low' };

export class Leg {
  /** @type {LegState} */
  state = 'opening';
  /** Whether it has ever been connected. */
  sent = false;
  /** Why the recorder will not have it, so that another try soon is no use. @type {import('../protocol/wire.js').WhyNotRecorded | null} */
  refusal = null;
  /** @type {RTCPeerConnection} */
  #pc;
  /** @type {string | null} */
  #location = null;
  /** @type {RTCRtpTransceiver | null} */
  #picture = null;
  /** @type {MediaStreamTrack | null} */
  #camera = null;
  #over = new AbortController();
  #lost;

  /**
   * @param {object} options
   * @param {string} options.recordingId
   * @param {string} options.whipUrl
   * @param {MediaStreamTrack | null} options.track the microphone as the talk sends it; null sends silence
   * @param {boolean} [options.picture] everybody agreed that pictures are recorded too
   * @param {MediaStreamTrack | null} [options.camera] as the talk sends it; null sends no picture for now
   * @param {Ways} options.ways
   * @param {() => void} options.lost it broke, and was not closed by us; said once
   */
  constructor({ recordingId, whipUrl, track, picture = false, camera = null, ways, lost }) {
    this.recordingId = recordingId;
    this.#lost = lost;
    this.#pc = new RTCPeerConnection(ways);
    this.#pc.addTransceiver(track ?? silence(this.#over.signal), { direction: 'sendonly' });
    if (picture) this.#picture = this.#pc.addTransceiver('video', { direction: 'sendonly', sendEncodings: [{ ...PICTURE }] });
    this.#camera = camera;
    this.#pc.onconnectionstatechange = () => this.#moved();
    void this.#open(whipUrl);
  }

  /** Another microphone, or none: then silence is sent. @param {MediaStreamTrack | null} track */
  replaceTrack(track) {
    if (this.#over.signal.aborted) return;
    const sender = this.#pc.getSenders()[0];
    void sender?.replaceTrack(track ?? silence(this.#over.signal)).catch(() => this.#fail());
  }

  /** Another camera, or none: then no picture is sent. @param {MediaStreamTrack | null} track */
  replaceCamera(track) {
    this.#camera = track;
    if (!this.#over.signal.aborted) this.#showCamera();
  }

  /** Ends it on both sides. */
  close() {
    if (this.#over.signal.aborted) return;
    this.state = 'closed';
    this.#end();
  }

  /** @param {string} whipUrl */
  async #open(whipUrl) {
    const deadline = setTimeout(() => this.state === 'opening' && this.#fail(), CONNECT_WITHIN_MS);
    this.#over.signal.addEventListener('abort', () => clearTimeout(deadline), { once: true });
    try {
      await this.#pc.setLocalDescription();
      await gathered(this.#pc);
      if (this.#over.signal.aborted) return;
      const answer = await this.#ask(whipUrl, this.#pc.localDescription?.sdp ?? '');
      if (this.#over.signal.aborted) return void this.#delete();
      await this.#pc.setRemoteDescription({ type: 'answer', sdp: answer });
      this.#showCamera();
    } catch {
      this.#fail();
    }
  }

  /** A recorder that is just being started again (503) has not taken the ticket: it is still good.
   * @param {string} url @param {string} offer */
  async #ask(url, offer) {
    const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const post = () => fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: offer, signal: deadline });
    let response = await post();
    while (response.status === 503 && !this.#over.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      response = await post();
    }
    if (response.status === 507) this.refusal = 'no_room';
    if (response.status !== 201) throw new Error(`The recorder answered ${response.status}.`);
    const location = response.headers.get('Location');
    this.#location = location && new URL(location, response.url).href;
    return response.text();
  }

  /** Nothing before the answer, and nothing if it does not take it. A camera that cannot be sent leaves the voice alone. */
  #showCamera() {
    if (this.#picture?.currentDirection !== 'sendonly') return;
    void this.#picture.sender.replaceTrack(this.#camera).catch(() => {});
  }

  #moved() {
    const state = this.#pc.connectionState;
    if (state === 'connected' && this.state === 'opening') {
      this.state = 'sending';
      this.sent = true;
      void this.#watch();
    }
    if (state === 'failed' || state === 'disconnected' || state === 'closed') this.#fail();
  }

  /** Nothing else tells of a recorder that died: a socket that nobody listens at is as silent as one that is read. */
  async #watch() {
    let heard = -1;
    let since = performance.now();
    while (!this.#over.signal.aborted) {
      const now = performance.now();
      const { packets, reported } = await signsOfLife(this.#pc);
      if (packets !== heard) [heard, since] = [packets, now];
      else if (now - since > (reported ? UNREPORTED_FOR_MS : SILENT_FOR_MS)) return this.#fail();
      await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
    }
  }

  #fail() {
    if (this.#over.signal.aborted) return;
    this.state = 'lost';
    this.#end();
    this.#lost();
  }

  /** The goodbye goes first: a connection that closes without one is a line that broke, to the recorder. */
  #end() {
    this.#over.abort();
    for (const sender of this.#pc.getSenders()) void sender.replaceTrack(null).catch(() => {}); // closed already
    void this.#delete().finally(() => this.#pc.close());
  }

  /** Also while the page is going away; a recorder that is gone needs no goodbye. */
  async #delete() {
    const location = this.#location;
    this.#location = null;
    if (location) await fetch(location, { method: 'DELETE', keepalive: true, signal: AbortSignal.timeout(GOODBYE_WITHIN_MS) }).catch(() => {});
  }
}

/** Until all addresses are in the offer, or long enough: the recorder takes no later ones. @param {RTCPeerConnection} pc */
function gathered(pc) {
  if (pc.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_WITHIN_MS);
    pc.addEventListener('icegatheringstatechange', () => {
      if (pc.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/** How much has come from the other side so far, and whether it reports what it gets. @param {RTCPeerConnection} pc */
async function signsOfLife(pc) {
  let packets = 0;
  let reported = false;
  for (const report of (await pc.getStats()).values()) {
    if (report.type === 'candidate-pair') packets += (report.responsesReceived ?? 0) + (report.packetsReceived ?? 0);
    if (report.type === 'remote-inbound-rtp') {
      reported = true;
      packets += report.reportsReceived ?? report.timestamp;
    }
  }
  return { packets, reported };
}

/** The voice of somebody who has no microphone: their part of the recording is there, and silent. @param {AbortSignal} signal */
function silence(signal) {
  const context = new AudioContext();
  signal.addEventListener('abort', () => void context.close(), { once: true });
  const destination = context.createMediaStreamDestination();
  const source = new ConstantSourceNode(context, { offset: 0 });
  source.connect(destination);
  source.start();
  return destination.stream.getAudioTracks()[0];
}
