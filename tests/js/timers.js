/**
 * Time that passes only when a test says so. Our own few lines, because node's mock timers differ from version to version
 * and those of Debian 12's Node 18 lose what is set after the first tick.
 */

const real = { setTimeout, clearTimeout, setInterval, clearInterval };
/** @type {Map<number, {at: number, every: number | null, run: () => void}>} */
const due = new Map();
let now = 0;
let newest = 0;

/** From here on nothing is due by itself. */
export function holdTime() {
  releaseTime();
  /** @param {() => void} run @param {number} ms @param {number | null} every */
  const set = (run, ms, every) => {
    due.set((newest += 1), { at: now + ms, every, run });
    return newest;
  };
  const clear = (/** @type {number} */ id) => void due.delete(id);
  Object.assign(globalThis, {
    setTimeout: (/** @type {() => void} */ run, ms = 0) => set(run, ms, null),
    setInterval: (/** @type {() => void} */ run, ms = 0) => set(run, ms, Math.max(1, ms)),
    clearTimeout: clear,
    clearInterval: clear,
  });
}

/** @param {number} ms that pass now; what is due in them happens, in order */
export function tick(ms) {
  const end = now + ms;
  for (;;) {
    const [first] = [...due].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at);
    if (!first) break;
    const [id, timer] = first;
    now = timer.at;
    if (timer.every === null) due.delete(id);
    else timer.at += timer.every;
    timer.run();
  }
  now = end;
}

/** Time passes again as it does. */
export function releaseTime() {
  Object.assign(globalThis, real);
  due.clear();
}
