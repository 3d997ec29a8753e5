/**
 * A page of somebody who belongs to the call and plays by no rule: it says what it likes, and keeps the brightest point and
 * the loudest moment of whatever it gets.
 */

const wanted = new URLSearchParams(location.hash.slice(1));
const [token, callId] = [wanted.get('token'), wanted.get('call')];
/** What came from the victim: the brightest point of all pictures, the energy of all sound. */
const got = { brightest: 0, frames: 0, energy: 0, connected: 0, offers: 0 };
const stand = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
let random = () => 0;
let socket = null;
let pageId = '';
let victim = null;
/** @type {RTCPeerConnection[]} */
let connections = [];
let newest = null;
const heard = { offers: [], answers: [], candidates: [] };

/** The same numbers for the same seed (mulberry32). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const one = (list) => list[Math.floor(random() * list.length)];
const chance = (probability) => random() < probability;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Another page of the same person, or the same one over another socket. */
function arrive({ again = false } = {}) {
  socket?.close();
  if (!again) pageId = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  victim = null;
  return new Promise((resolve, reject) => {
    const line = (socket = new WebSocket(new URL('/ws', location.href.replace('http', 'ws')), 'reassure.v1'));
    setTimeout(() => reject(new Error('no call')), 8000);
    line.onopen = () => line.send(JSON.stringify({ type: 'hello', token, page_id: pageId }));
    line.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === 'welcome' && callId) line.send(JSON.stringify({ type: 'enter', call_id: callId }));
      if (message.type === 'call') {
        victim = message.call.participants.find((person) => person.page_id && person.page_id !== pageId)?.page_id ?? victim;
        if (victim) resolve();
      }
      if (message.type === 'description') {
        heard[`${message.description.type}s`].push(message.description);
        got.offers += Number(message.description.type === 'offer');
        void react(message.description);
      }
      if (message.type === 'candidate') {
        heard.candidates.push(message.candidate);
        void newest?.addIceCandidate(message.candidate).catch(() => {});
      }
    };
  });
}

const say = (message) => socket.readyState === 1 && socket.send(JSON.stringify(message));
const describe = (description) => victim && say({ type: 'description', to_page: victim, description: { type: description.type, sdp: description.sdp } });

/** Plays along where that leads to a connection: only then there is something to be seen. */
async function react(description) {
  try {
    if (description.type === 'offer' && (!newest || newest.signalingState === 'closed' || chance(0.3))) begin();
    await newest.setRemoteDescription(description);
    if (description.type === 'offer') {
      await newest.setLocalDescription();
      describe(newest.localDescription);
    }
  } catch {
    // the victim has lost nothing by it
  }
}

function begin() {
  const connection = new RTCPeerConnection({ bundlePolicy: one(['max-bundle', 'balanced']) });
  connections.push(connection);
  newest = connection;
  connection.onicecandidate = ({ candidate }) => candidate && victim && say({ type: 'candidate', to_page: victim, candidate: candidate.toJSON() });
  connection.onconnectionstatechange = () => (got.connected += Number(connection.connectionState === 'connected'));
  connection.ontrack = ({ track }) => track.kind === 'video' && watch(track);
  channel(connection);
  return connection;
}

/** The click of somebody else, a line as bad as can be, and whatever else fits into a channel. */
function channel(connection) {
  for (const [id, label] of ['click', 'typing', 'line'].entries()) {
    const made = connection.createDataChannel(label, { negotiated: true, id, ordered: one([true, false]) });
    made.onopen = () => {
      for (let n = 1; n <= 8; n += 1) {
        const lies = [`{"ready":true,"audio":true,"video":true,"n":${n}}`, `{"paused":false,"hears":"bad","sound":"lost","n":${n}}`, `{"ready":true,"n":${n}}`, 'x'.repeat(60_000), '[', 'null', `{"type":"ready","audio":true,"video":true,"n":${n}}`, new Uint8Array(2000)];
        if (made.readyState === 'open') made.send(one(lies));
      }
    };
  }
}

function watch(track) {
  const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true, playsInline: true, srcObject: new MediaStream([track]) });
  document.body.append(video);
  const look = () => {
    stand.canvas.width = 32;
    stand.canvas.height = 18;
    stand.drawImage(video, 0, 0, 32, 18);
    got.frames += 1;
    const { data } = stand.getImageData(0, 0, 32, 18);
    got.brightest = data.reduce((most, value, index) => (index % 4 === 3 ? most : Math.max(most, value)), got.brightest);
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

function lines(connection) {
  const more = 1 + Math.floor(random() * 3);
  for (let each = 0; each < more; each += 1) connection.addTransceiver(one(['audio', 'video']), { direction: one(['sendrecv', 'recvonly', 'recvonly', 'inactive']) });
}

/** An ordinary connection, asked for again and again: what a victim that may be led on would send. */
async function offer() {
  const connection = chance(0.5) || !newest || newest.signalingState === 'closed' ? begin() : newest;
  if (connection.getTransceivers().length === 0) for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'recvonly' });
  await connection.setLocalDescription(await connection.createOffer({ iceRestart: chance(0.3) }));
  describe(connection.localDescription);
}

const MOVES = {
  offer,
  again: () => newest?.localDescription && describe(newest.localDescription),
  more: async () => {
    lines(newest ?? begin());
    await offer();
  },
  rollback: async () => {
    await offer();
    await newest.setLocalDescription({ type: 'rollback' });
    await offer();
  },
  answer: () => heard.offers.length > 0 && describe({ type: 'answer', sdp: one(heard.offers).sdp.replaceAll('a=setup:actpass', 'a=setup:active') }),
  echo: () => [...heard.offers, ...heard.answers].length > 0 && describe(one([...heard.offers, ...heard.answers])),
  turned: async () => {
    await offer();
    const { type, sdp } = newest.localDescription;
    describe({ type, sdp: sdp.replaceAll(/a=(recvonly|sendrecv|inactive)/g, () => `a=${one(['sendrecv', 'recvonly', 'sendonly', 'inactive'])}`) });
  },
  broken: () => describe({ type: one(['offer', 'answer']), sdp: `v=0\r\no=- ${Math.floor(random() * 1e9)} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n${chance(0.5) ? 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n' : ''}` }),
  candidates: () => {
    const some = [...heard.candidates, { candidate: '', sdpMid: '0' }, { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '7', sdpMLineIndex: 7 }];
    for (let each = 0; each < 4; each += 1) victim && say({ type: 'candidate', to_page: victim, candidate: one(some) });
  },
  another: () => arrive(),
  back: () => arrive({ again: true }),
  gone: () => newest?.close(),
  ready: () => say({ type: 'ready', audio: chance(0.5), video: chance(0.5) }),
  wait: () => pause(200),
};

/** One story by this seed. @param {number} seed @param {number} moves */
async function story(seed, moves) {
  random = seeded(seed);
  const told = [];
  if (!victim) await arrive();
  for (let each = 0; each < moves; each += 1) {
    const move = each === 0 ? 'offer' : one(Object.keys(MOVES));
    told.push(move);
    try {
      await MOVES[move]();
    } catch {
      // a move that is not possible now
    }
    await pause(random() * 60);
  }
  await pause(400); // whatever was set going may arrive
  for (const connection of connections) {
    for (const report of (await connection.getStats().catch(() => new Map())).values()) {
      if (report.type === 'inbound-rtp' && report.kind === 'audio') got.energy = Math.max(got.energy, report.totalAudioEnergy ?? 0);
    }
  }
  for (const connection of connections.slice(0, -1)) connection.close();
  connections = connections.slice(-1);
  for (const video of [...document.querySelectorAll('video')].slice(0, -2)) video.remove();
  for (const kind of Object.keys(heard)) heard[kind] = heard[kind].slice(-8);
  return { ...got, told };
}

/** An honest ending: one plain connection, to see what the victim sends from now on. */
async function plain() {
  for (const connection of connections) connection.close();
  Object.assign(got, { brightest: 0, frames: 0, energy: 0 });
  random = () => 0.9;
  newest = null;
  await arrive();
  if (callId) await offer(); // an agent's page that has done nothing yet is the one that offers
}

await arrive();
Object.assign(window, { story, plain, got });
document.body.dataset.loaded = '';
