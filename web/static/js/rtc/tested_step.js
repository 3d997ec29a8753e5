/**
 * One step of the connection test: how long it took, or why there is nothing to show for it. Every step ends in time.
 */

/** @typedef {import('../protocol/wire.js').Tested} Tested */

export const STEP_MS = 5000;

/**
 * @param {(signal: AbortSignal) => Promise<boolean>} probe whether it works; what it opens it closes on `signal`, which comes in
 *   every case
 * @param {AbortSignal} signal ends the whole test
 * @returns {Promise<Tested>}
 */
export function testedStep(probe, signal) {
  const began = performance.now();
  const life = new AbortController();
  return new Promise((resolve) => {
    /** @param {Tested['outcome']} outcome */
    const end = (outcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      life.abort();
      resolve({ outcome, ms: outcome === 'passed' ? Math.round(performance.now() - began) : null });
    };
    const stop = () => end('skipped');
    const timer = setTimeout(() => end('late'), STEP_MS);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    probe(life.signal).then(
      (works) => end(works ? 'passed' : 'failed'),
      () => end('failed'),
    );
  });
}
