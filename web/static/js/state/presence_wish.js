/**
 * Whether this agent wants calls: a click made before the line is up, or while it is down, is kept and told with the
 * next one.
 */

/** @typedef {'available' | 'break'} Wish */

/**
 * @param {Pick<import('../protocol/socket.js').SignalingSocket, 'send' | 'onStatus'>} socket
 * @param {AbortSignal} signal
 * @returns {(wish: Wish) => void}
 */
export function presenceWish(socket, signal) {
  /** @type {Wish | null} */
  let untold = null;
  const tell = () => {
    if (untold !== null && socket.send({ type: 'presence', state: untold }) !== null) untold = null;
  };
  socket.onStatus(({ status }) => {
    if (status === 'online') tell();
  }, signal);
  return (wish) => {
    untold = wish;
    tell();
  };
}
