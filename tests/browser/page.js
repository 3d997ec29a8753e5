/** The smallest page that is in a call: what the customer's and the agent's pages share, and nothing else. */

import { agentsWay, customersWay } from '/static/js/pages/evidence_way.js';
import { openSocket } from '/static/js/pages/open_socket.js';
import { newPageId } from '/static/js/protocol/socket.js';
import { prepareCertificate } from '/static/js/rtc/certificate.js';
import { openDevices } from '/static/js/rtc/devices.js';
import { prepareCopies } from '/static/js/rtc/voice_copies.js';
import { CallSession } from '/static/js/state/call_session.js';
import { callStage } from '/static/js/ui/call_stage.js';
import { remotePicture } from '/static/js/ui/remote_picture.js';
import { loadWords, t } from '/static/js/ui/words.js';

const wanted = new URLSearchParams(location.hash.slice(1));
const page = new AbortController();
const token = wanted.get('token');
void prepareCertificate();
prepareCopies();
const socket = openSocket({ token, pageId: newPageId(), renew: async () => token, signal: page.signal });
const session = new CallSession({ socket, callId: wanted.get('call'), signal: page.signal });
const toasts = [];
await loadWords(page.signal);
if (wanted.get('dir')) document.documentElement.dir = wanted.get('dir');
if (!wanted.has('text')) session.useDevices(await openDevices({ signal: page.signal }));
const customers = () =>
  customersWay({
    door: () => ({ reference: 'LP-1', token }),
    answer: (requestId, answer) => session.asks.answerEvidence(requestId, answer),
    filed: ({ name }) => toasts.push(t('evidence.filed', { file: name })),
    gaveUp: () => toasts.push(t('evidence.not_sent')),
    signal: page.signal,
  });
const evidence = wanted.has('call') ? agentsWay('LP-1') : customers();
document.querySelector('#place').append(callStage(session, { remote: remotePicture(session, page.signal), signal: page.signal, toast: (text) => toasts.push(text), evidence }));

const remote = document.querySelector('video.call-remote');
/** `brightest`: of all that was ever shown of the other, 0 to 255. */
const frames = { count: 0, brightest: 0 };
const seen = () => {
  frames.count += 1;
  frames.brightest = Math.max(frames.brightest, ...pixels());
  remote.requestVideoFrameCallback(seen);
};
remote.requestVideoFrameCallback(seen);

/** Mean brightness of the other's picture, 0 to 255; null before the first frame. */
function brightness() {
  if (!remote.videoWidth) return null;
  const values = pixels();
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What is seen of the other now, made small: red, green and blue of each point. */
function pixels() {
  const context = (pixels.context ??= Object.assign(document.createElement('canvas'), { width: 32, height: 18 }).getContext('2d', { willReadFrequently: true }));
  context.drawImage(remote, 0, 0, 32, 18);
  return [...context.getImageData(0, 0, 32, 18).data.filter((_, index) => index % 4 !== 3)];
}

/** What this page sends at this moment, by its own browser: tracks that are enabled, and the loudest microphone. */
async function sending() {
  const senders = window.connections.flatMap((one) => one.getSenders());
  const enabled = senders.filter((one) => one.track?.enabled).map((one) => one.track.kind);
  let level = 0;
  for (const connection of window.connections) {
    for (const report of (await connection.getStats()).values()) if (report.type === 'media-source') level = Math.max(level, report.audioLevel ?? 0);
  }
  return { enabled, level };
}

/** The other's sound: energy so far, as the decoder counts it. */
async function energy() {
  const receiver = session.view.remote?.getAudioTracks()[0];
  if (!receiver) return null;
  for (const report of (await window.connections.at(-1).getStats()).values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'audio') return report.totalAudioEnergy ?? null;
  }
  return null;
}

/** When the other's voice was last there: packets that came, and something to hear in them. */
const ears = { at: 0, packets: 0, energy: 0 };
setInterval(async () => {
  for (const report of (await window.connections.at(-1)?.getStats())?.values() ?? []) {
    if (report.type !== 'inbound-rtp' || report.kind !== 'audio') continue;
    const { packetsReceived: packets, totalAudioEnergy: energy } = report;
    if (packets > ears.packets && energy > ears.energy + 1e-7) ears.at = Date.now();
    Object.assign(ears, { packets, energy });
  }
}, 50);

Object.assign(window, { ears, sending, openDevices, socket, session, frames, toasts, brightness, energy, leavePage: () => page.abort() });
document.body.dataset.loaded = '';
