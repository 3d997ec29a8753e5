/**
 * Runs before a page's own scripts, in every page that is measured: when was the click, and when was the other person seen
 * and heard. Looks at the page from outside, as its reader does, and knows nothing of whose page it is.
 *
 * All times are of performance.now(), the clock of event.timeStamp.
 */
'use strict';
(() => {
  const LIGHT = 24; // mean of 255; what a disabled track sends is 0
  const LOUD = 0.003; // of 1; what a disabled track sends is 0, and what its codec makes of that is below 0.0001
  const SILENT_MS = 150; // a pause that is one: what is lost for less is made up for
  const SEEN_FROM = 0.5; // opacity, for a picture that is faded in

  const remote = new Set();
  const connections = [];
  const canvas = new OffscreenCanvas(16, 9).getContext('2d', { willReadFrequently: true, alpha: false });
  let clicked = null;
  let armed = null;
  const heard = { at: null, silences: [] };

  addEventListener('click', (event) => event.isTrusted && (clicked = event.timeStamp), true);

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      connections.push(this);
      this.addEventListener('track', ({ track }) => {
        if (remote.has(track)) return;
        remote.add(track);
        if (track.kind === 'audio') void listen(track);
      });
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') this.connectedAt ??= performance.now();
      });
    }
  };

  function elementsWith(tracks) {
    return [...document.querySelectorAll('video, audio')].filter((one) => one.srcObject instanceof MediaStream && one.srcObject.getTracks().some(tracks));
  }

  function visible(element) {
    const box = element.getBoundingClientRect();
    if (box.width < 32 || box.height < 32 || !element.checkVisibility({ visibilityProperty: true })) return false;
    let opacity = 1;
    for (let one = element; one; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity);
    return opacity >= SEEN_FROM;
  }

  function lit(video) {
    if (video.readyState < 2 || video.videoWidth < 32) return false;
    canvas.drawImage(video, 0, 0, 16, 9);
    const { data } = canvas.getImageData(0, 0, 16, 9);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at] + data[at + 1] + data[at + 2];
    return sum / (data.length * 0.75) > LIGHT;
  }

  const plays = (track) => elementsWith((one) => one === track).some((one) => !one.muted && !one.paused && one.volume > 0);

  /** Ten milliseconds of sound at a time, as they come out of the jitter buffer. */
  async function listen(track) {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const chunk = read.value;
      if (loud(chunk) && plays(track)) hear(performance.now());
      chunk.close();
    }
  }

  function hear(now) {
    if (counting()) armed.sound ??= now;
    if (heard.at !== null && now - heard.at > SILENT_MS) heard.silences.push([heard.at, now]);
    heard.at = now;
  }

  function loud(chunk) {
    const samples = new Float32Array(chunk.numberOfFrames);
    chunk.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    return samples.some((sample) => Math.abs(sample) > LOUD);
  }

  const counting = () => armed !== null && (!armed.click || clicked !== null);

  function look() {
    if (armed === null || armed.picture !== null) return;
    if (counting() && elementsWith((one) => one.kind === 'video' && remote.has(one)).some((one) => visible(one) && lit(one))) armed.picture = performance.now();
    else requestAnimationFrame(look);
  }

  globalThis.probe = {
    /** From now on the first picture and sound count; with `click`, from this page's next click. */
    arm({ click }) {
      clicked = null;
      armed = { click, picture: null, sound: null };
      requestAnimationFrame(look);
    },
    get done() {
      return armed?.picture != null && armed.sound != null;
    },
    /** When the other person was heard last, and each silence before that. */
    get heard() {
      return heard;
    },
    get found() {
      return { clicked, picture: armed?.picture ?? null, sound: armed?.sound ?? null, connected: connections.find((one) => one.connectedAt)?.connectedAt ?? null };
    },
    /** Of the connection in use: ms by its newest check, how many were answered, and whether it goes over a relay. */
    async line() {
      for (const connection of connections) {
        if (connection.connectionState !== 'connected') continue;
        const reports = await connection.getStats();
        for (const transport of reports.values()) {
          const pair = transport.type === 'transport' && reports.get(transport.selectedCandidatePairId);
          if (!pair) continue;
          const kinds = [pair.localCandidateId, pair.remoteCandidateId].map((id) => reports.get(id)?.candidateType);
          return { roundTrip: pair.currentRoundTripTime * 1000, answers: pair.responsesReceived, relayed: kinds.includes('relay') };
        }
      }
      return null;
    },
    /** Of the voice heard so far: samples played and those of them that were made up, packets that came and that were lost. */
    async voice() {
      const sum = { samples: 0, concealed: 0, received: 0, lost: 0 };
      for (const connection of connections) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type !== 'inbound-rtp' || report.kind !== 'audio') continue;
          sum.samples += report.totalSamplesReceived;
          sum.concealed += report.concealedSamples;
          sum.received += report.packetsReceived;
          sum.lost += report.packetsLost;
        }
      }
      return sum;
    },
    /** How long the sound heard by now has lain in the jitter buffer on average, ms: what nobody plays piles up there. */
    async buffered() {
      for (const connection of connections) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'inbound-rtp' && report.kind === 'audio' && report.jitterBufferEmittedCount) return (1000 * report.jitterBufferDelay) / report.jitterBufferEmittedCount;
        }
      }
      return NaN;
    },
  };
})();
