/**
 * Whether this browser finds a way through given servers: a connection that nobody answers gathers its candidates. It carries
 * nothing, and what it finds of addresses is told to nobody.
 */

/**
 * @param {object} wanted
 * @param {readonly string[]} wanted.urls of STUN or TURN servers; one that answers is enough
 * @param {Partial<RTCIceServer>} [wanted.credential] of TURN servers: only what is relayed counts then
 * @param {AbortSignal} wanted.signal closes it
 * @param {typeof RTCPeerConnection} wanted.PeerConnection
 * @returns {Promise<boolean>}
 */
export async function findsWay({ urls, credential, signal, PeerConnection }) {
  const pc = new PeerConnection({
    iceServers: [{ ...credential, urls: [...urls] }],
    iceTransportPolicy: credential ? 'relay' : 'all',
  });
  signal.addEventListener('abort', () => pc.close(), { once: true });
  const found = credential ? relayed(pc) : mapped(pc);
  pc.createDataChannel('test');
  await pc.setLocalDescription();
  return found;
}

/** @param {RTCPeerConnection} pc @returns {Promise<boolean>} */
function relayed(pc) {
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
