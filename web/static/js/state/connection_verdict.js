/**
 * What a connection test means for the call, in one word: the step that is in its way, or that nothing is. Pure.
 */

/** @typedef {import('../rtc/connection_test.js').Found} Found */
/** @typedef {import('../protocol/wire.js').Tested} Tested */
/**
 * `offline`: our service is not reached. `blocked`: nothing of a call gets out. `unmet`: the way to the other page is not found.
 * `slow`: the relay is far away or narrow. `detour`: only TCP gets out. `direct_only`: no relay is reached. `devices`: camera or
 * microphone is missing.
 *
 * @typedef {'good' | 'offline' | 'blocked' | 'unmet' | 'slow' | 'detour' | 'direct_only' | 'devices'} Verdict
 */

/** Sound needs 40, and a small picture beside it some 200 more. */
const NARROW_KBIT_S = 250;
/** Beyond it people begin to talk at the same time (ITU-T G.114 advises 150 ms each way; a relay is half of the way). */
const FAR_MS = 400;

export const STEPS = /** @type {const} */ (['devices', 'socket', 'talk', 'stun', 'turn_udp', 'turn_tcp', 'turn_tls', 'relay']);
const RELAYS = /** @type {const} */ (['turn_udp', 'turn_tcp', 'turn_tls']);

/** @param {Found} found @returns {Verdict} */
export function verdictOf({ steps, round_trip_ms: roundTripMs, kbit_s: kbitS }) {
  const relays = RELAYS.map((way) => steps[way]).filter((one) => one !== null && one !== undefined);
  const byUdp = works(steps.stun) || works(steps.turn_udp);
  const byRelay = relays.some(works);
  const talks = works(steps.talk);
  if (fails(steps.socket)) return 'offline';
  if (!talks && (fails(steps.stun) || relays.length > 0) && !byUdp && !byRelay) return 'blocked';
  if (fails(steps.talk)) return 'unmet';
  if ((kbitS !== null && kbitS < NARROW_KBIT_S) || (roundTripMs !== null && roundTripMs > FAR_MS)) return 'slow';
  if (byRelay && !byUdp) return 'detour';
  if (relays.length > 0 && !byRelay && !talks) return 'direct_only';
  return fails(steps.devices) ? 'devices' : 'good';
}

/** How much it is in the way. @param {Verdict} verdict @returns {'good' | 'warn' | 'bad'} */
export function gravityOf(verdict) {
  if (verdict === 'good') return 'good';
  return verdict === 'blocked' || verdict === 'offline' || verdict === 'unmet' ? 'bad' : 'warn';
}

/** @param {Tested | null | undefined} step */
function works(step) {
  return step?.outcome === 'passed';
}

/** What was not tried has not failed. @param {Tested | null | undefined} step */
function fails(step) {
  return step?.outcome === 'failed' || step?.outcome === 'late';
}
