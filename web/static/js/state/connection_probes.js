/**
 * What a page can find out of its connection by what it has already: devices, the talk, and the line to the server.
 */

/** @typedef {import('./call_view.js').CallView} CallView */
/** @typedef {import('./connection_check.js').Watched} Watched */
/** @typedef {import('../rtc/connection_test.js').Probe} Probe */

/** Whoever is still being asked by the browser is waited for. @param {Watched} session @returns {Probe} */
export function devicesOf(session) {
  return (signal) => settled(session, signal, ({ own }) => (own.preview === null ? null : own.hasCamera && own.hasMicrophone));
}

/** @param {Watched} session @returns {Probe} */
export function talkOf(session) {
  return (signal) => settled(session, signal, ({ talk }) => (talk === 'connected' ? true : null));
}

/** There and back. @param {import('./connection_check.js').Line} socket @returns {Probe} */
export function answerOf(socket) {
  return (signal) =>
    new Promise((resolve) => {
      socket.on('pong', () => resolve(true), signal);
      if (socket.send({ type: 'ping' }) === null) resolve(false);
    });
}

/** @param {Watched} session @param {AbortSignal} signal @param {(view: CallView) => boolean | null} look null: not yet @returns {Promise<boolean>} */
function settled(session, signal, look) {
  return new Promise((resolve) => {
    session.onChange((view) => {
      const result = look(view);
      if (result !== null) resolve(result);
    }, signal);
  });
}

/** The person has told the browser so. Firefox and Safari do not say. */
export function savesData() {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (/** @type {unknown} */ (globalThis.navigator ?? {}));
  return connection?.saveData === true;
}
