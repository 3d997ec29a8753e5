/**
 * Whether this browser finds a way through given servers: a connection that nobody answers gathers its candidates. It carries
 * nothing, and what it finds of addresses is told to nobody.
 */

/**
 * @param {RTCIceServer} server with all of its URLs: one that answers is enough
 * @param {object} how
 * @param {boolean} how.relayed only what goes through the server counts; else that it tells this page its address
 * @param {AbortSignal} how.signal closes it
 * @param {typeof RTCPeerConnection} how.PeerConnection
 * @returns {Promise<boolean>}
 */
export async function findsWay(server, { relayed, signal, PeerConnection }) {
  const pc = new PeerConnection({ iceServers: [server], iceTransportPolicy: relayed ? 'relay' : 'all' });
  signal.addEventListener('abort', () => pc.close(), { once: true });
  const found = relayed ? allocated(pc) : mapped(pc);
  pc.createDataChannel('test');
  await pc.setLocalDescription();
  return found;
}

/** @param {RTCPeerConnection} pc @returns {Promise<boolean>} */
function allocated(pc) {
  return new Promise((resolve) => {
    pc.onicecandidate = ({ candidate }) => {
      if (isEnd(candidate)) resolve(false);
      else if (candidate?.type === 'relay') resolve(true);
    };
  });
}

/**
 * A machine with an address of its own in the world is told the same one, which is no news then: gathering ends without an
 * error.
 *
 * @param {RTCPeerConnection} pc @returns {Promise<boolean>}
 */
function mapped(pc) {
  let [own, refused] = [false, false];
  return new Promise((resolve) => {
    pc.onicecandidateerror = () => (refused = true);
    pc.onicecandidate = ({ candidate }) => {
      if (isEnd(candidate)) resolve(own && !refused);
      else if (candidate?.type === 'srflx') resolve(true);
      else if (candidate?.protocol === 'udp') own = true;
    };
  });
}

/** Some browsers say so with nothing, some with an empty one, some with both. @param {RTCIceCandidate | null} candidate */
function isEnd(candidate) {
  return candidate === null || candidate.candidate === '';
}
