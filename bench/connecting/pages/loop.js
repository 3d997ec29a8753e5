/** The pipeline alone: this page calls itself, is connected, black and silent, and opens its tracks at the click. */
import { button, openDevices, ready, remote } from './devices.js';

const stream = await openDevices();
for (const track of stream.getTracks()) track.enabled = false;
const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
for (const [one, other] of [[from, to], [to, from]]) one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
to.ontrack = ({ streams }) => (remote.srcObject = streams[0]);
to.onconnectionstatechange = () => to.connectionState === 'connected' && ready();
for (const track of stream.getTracks()) from.addTrack(track, stream);
await from.setLocalDescription();
await to.setRemoteDescription(from.localDescription);
await to.setLocalDescription();
await from.setRemoteDescription(to.localDescription);
button.onclick = () => {
  for (const track of stream.getTracks()) track.enabled = true;
};
