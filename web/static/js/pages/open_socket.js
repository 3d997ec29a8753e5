/**
 * A page's line to the node it came from, made anew at once when the network changes: waiting for the old one to fail
 * would cost seconds.
 */

import { SignalingSocket } from '../protocol/socket.js';
import { onNetworkChange } from '../rtc/network_change.js';

/** @param {Omit<ConstructorParameters<typeof SignalingSocket>[0], 'url'>} options */
export function openSocket(options) {
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new SignalingSocket({ url: url.href, ...options });
  onNetworkChange(() => socket.reconnect(), options.signal);
  return socket;
}
