/**
 * The ways to the other browser, as the server tells them and as a peer connection takes them.
 */

/**
 * @param {Pick<import('../protocol/wire.js').IceServers, 'ice_servers' | 'ice_transport_policy'>} told
 * @returns {import('../rtc/talk.js').Ways}
 */
export function waysOf({ ice_servers: servers, ice_transport_policy: iceTransportPolicy }) {
  return { iceServers: servers.map(iceServer), iceTransportPolicy };
}

/** @param {import('../protocol/wire.js').IceServer} server @returns {RTCIceServer} */
function iceServer({ urls, username, credential }) {
  return { urls: [...urls], ...(username !== null && { username }), ...(credential !== null && { credential }) };
}
