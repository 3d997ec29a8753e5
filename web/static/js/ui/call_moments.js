/**
 * What comes up over the call for a moment and goes again: sound that waits for a touch, a microphone that a phone call took, a
 * headset that has come, an echo. Each is shown by itself; none is there in a call in which all goes well.
 */

import { bringBack } from './bring_back.js';
import { deviceArrivals } from './device_arrivals.js';
import { echoHint } from './echo_hint.js';
import { tapToHear } from './tap_to_hear.js';
import { turnCamera } from './turn_camera.js';

/**
 * @param {import('../state/call_session.js').CallSession} session
 * @param {HTMLVideoElement} remote
 * @param {AbortSignal} signal
 */
export function callMoments(session, remote, signal) {
  return {
    over: [turnCamera(session, signal, 'call-turn'), tapToHear(session, remote, signal), bringBack(session, signal)],
    news: [deviceArrivals(session, remote, signal), echoHint(session, signal)],
  };
}
