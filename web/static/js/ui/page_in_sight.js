/**
 * Tells the call whether its page can be seen. Out of sight a phone pauses it, camera first; a computer goes on, and nobody is
 * told that an agent looks something up in another tab.
 */

import { isPhone } from './phone.js';

/** @param {import('../state/call_session.js').CallSession} session @param {AbortSignal} signal */
export function followSight(session, signal) {
  const moved = () => {
    if (!document.hidden) session.inSight(true);
    else if (isPhone()) session.inSight(false);
  };
  document.addEventListener('visibilitychange', moved, { signal });
  if (document.hidden) moved();
}
