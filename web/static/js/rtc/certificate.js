/**
 * The certificate of this page's connections, made before it is needed: at the click nobody waits for its keys. The same one
 * for every connection of the page, and another one after each page load.
 */

/** One that runs out in the middle of a talk would be refused at the next restart. */
const GOOD_FOR_MS = 86_400_000;
/** @type {RTCCertificate[]} */
let made = [];

/** At page open. @param {typeof RTCPeerConnection} [PeerConnection] */
export async function prepareCertificate(PeerConnection = globalThis.RTCPeerConnection) {
  try {
    made = [await PeerConnection.generateCertificate(/** @type {AlgorithmIdentifier} */ ({ name: 'ECDSA', namedCurve: 'P-256' }))];
  } catch {
    made = []; // the connection makes its own
  }
}

/** None while it is not there: a connection then makes its own. @returns {RTCCertificate[]} */
export function preparedCertificates() {
  return made.filter((one) => one.expires > Date.now() + GOOD_FOR_MS);
}
