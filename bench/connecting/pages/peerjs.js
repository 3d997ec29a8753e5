/** A call as PeerJS's own documentation makes it. Without its servers on the internet, which nobody could reach here. */
import { asked, button, openDevices, ready, remote } from './devices.js';

const stream = await openDevices();
const peer = new Peer(asked.me, { host: location.hostname, port: asked.port, path: '/', config: { iceServers: [], ...asked.config } });
const show = (call) => call.on('stream', (theirs) => (remote.srcObject = theirs));
peer.on('open', ready);
peer.on('call', (call) => {
  show(call);
  call.answer(stream);
});
button.onclick = () => show(peer.call(asked.other, stream));
