/** A call by Janus's plugin for calls between two, over its WebSocket, as its documentation of the protocol has it. */
import { asked, button, openDevices, ready, remote } from './devices.js';

const stream = await openDevices();
const socket = new WebSocket(`ws://${location.hostname}:${asked.port}/`, 'janus-protocol');
const answers = new Map();
let number = 0;
let way = {};
let connection = null;

/** One request; its acknowledgement or success. */
function ask(request) {
  const transaction = `${++number}`;
  socket.send(JSON.stringify({ ...way, ...request, transaction }));
  return new Promise((resolve) => answers.set(transaction, resolve));
}

const say = (body, jsep) => ask({ janus: 'message', body, ...(jsep && { jsep }) });

function connect() {
  connection = new RTCPeerConnection({ iceServers: [], ...asked.config });
  connection.ontrack = ({ streams }) => (remote.srcObject = streams[0]);
  connection.onicecandidate = ({ candidate }) => ask({ janus: 'trickle', candidate: candidate ?? { completed: true } });
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
}

async function hear({ plugindata, jsep }) {
  const { event } = plugindata.data.result ?? {};
  if (event === 'registered') ready();
  if (event === 'incomingcall') {
    connect();
    await connection.setRemoteDescription(jsep);
    await connection.setLocalDescription();
    await say({ request: 'accept' }, connection.localDescription);
  }
  if (event === 'accepted' && jsep) await connection.setRemoteDescription(jsep);
}

socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.janus === 'event') return void hear(message);
  answers.get(message.transaction)?.(message);
  answers.delete(message.transaction);
};
await new Promise((resolve) => (socket.onopen = resolve));
const session = await ask({ janus: 'create' });
way = { session_id: session.data.id };
const handle = await ask({ janus: 'attach', plugin: 'janus.plugin.videocall' });
way = { ...way, handle_id: handle.data.id };
await say({ request: 'register', username: asked.me });
button.onclick = async () => {
  connect();
  await connection.setLocalDescription();
  await say({ request: 'call', username: asked.other }, connection.localDescription);
};
