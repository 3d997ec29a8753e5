/**
 * Tells when this machine has come into another network, as far as the browser says so.
 */

/** @param {() => void} listener @param {AbortSignal} signal */
export function onNetworkChange(listener, signal) {
  globalThis.addEventListener?.('online', listener, { signal });
  const { connection } = /** @type {{connection?: EventTarget & {type?: string}}} */ (/** @type {unknown} */ (globalThis.navigator ?? {}));
  let kind = connection?.type;
  const changed = () => {
    if (connection?.type === kind) return; // only its estimated speed is another one
    kind = connection?.type;
    listener();
  };
  connection?.addEventListener?.('change', changed, { signal });
}
