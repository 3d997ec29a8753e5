/**
 * Which way a connection takes and what has been heard of the other side, by the browser's own statistics (W3C
 * webrtc-stats). Of the addresses nothing is told but their family.
 */

/** @typedef {import('../protocol/wire.js').TalkPath} TalkPath */

/** The decoder's noise is less. */
const AUDIBLE = 1e-6;

/** @param {RTCPeerConnection} connection @returns {Promise<TalkPath | null>} null while there is none, or the browser does not tell */
export async function pathOf(connection) {
  const reports = await connection.getStats();
  const pair = selectedPair([...reports.values()], reports);
  const [local, remote] = [reports.get(pair?.localCandidateId), reports.get(pair?.remoteCandidateId)];
  if (!local || !remote) return null;
  const relayed = local.candidateType === 'relay' || remote.candidateType === 'relay';
  const protocol = local.candidateType === 'relay' ? (local.relayProtocol ?? local.protocol) : local.protocol;
  return { kind: relayed ? 'relayed' : 'direct', protocol: KNOWN.has(protocol) ? protocol : 'udp', family: familyOf(local) ?? familyOf(remote) };
}

/** Whether anything has been heard of the other one; until their click they are silent. @param {RTCPeerConnection} connection */
export async function hasBeenHeard(connection) {
  const reports = [...(await connection.getStats()).values()];
  return reports.some((report) => report.type === 'inbound-rtp' && report.kind === 'audio' && report.totalAudioEnergy > AUDIBLE);
}

const KNOWN = new Set(['udp', 'tcp', 'tls']);

/** The two addresses that carry it. @param {any[]} all @param {RTCStatsReport} reports */
export function selectedPair(all, reports) {
  const transport = all.find((report) => report.type === 'transport' && report.selectedCandidatePairId);
  if (transport) return reports.get(transport.selectedCandidatePairId);
  return all.find((report) => report.type === 'candidate-pair' && report.nominated && report.state === 'succeeded'); // Firefox
}

/** A name that hides an address (mDNS) hides its family too. @param {{address?: string | null}} candidate @returns {TalkPath['family']} */
function familyOf({ address }) {
  if (!address || address.endsWith('.local')) return null;
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
