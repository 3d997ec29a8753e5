/**
 * A page's line to the node it came from, made anew at once when the network changes: waiting for the old one to fail
 * would cost seconds.
 */

import { SignalingSocket } from '../protocol/socket.js';

/** @param {Omit<ConstructorParameters<typeof SignalingSocket>[0], 'url'>} options */
export function openSocket(options) {
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new SignalingSocket({ url: url.href, ...options });
  const again = () => socket.reconnect();
  addEventListener('online', again, { signal: options.signal });
  const { connection } = /** @type {{connection?: EventTarget & {type?: string}}} */ (/** @type {unknown} */ (navigator));
  let kind = connection?.type;
  const changed = () => {
    if (connection?.type === kind) return; // only its estimated speed is another one
    kind = connection?.type;
    again();
  };
  connection?.addEventListener('change', changed, { signal: options.signal });
  return socket;
}
