/**
 * A phone that is waiting or talking does not go to sleep, where its browser allows to ask.
 */

/** @param {AbortSignal} signal lets it sleep again */
export function stayAwake(signal) {
  if (!('wakeLock' in navigator)) return;
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  const ask = async () => {
    if (document.visibilityState !== 'visible' || signal.aborted) return;
    lock = await navigator.wakeLock.request('screen').catch(() => null); // low battery: the phone's own decision
    if (signal.aborted) void lock?.release();
  };
  document.addEventListener('visibilitychange', ask, { signal });
  signal.addEventListener('abort', () => void lock?.release(), { once: true });
  void ask();
}
