/**
 * The other person says that they hear themselves. It is this side's loudspeaker that comes back through this side's
 * microphone, so it is this side that is told what helps.
 */

import { element } from './element.js';
import { t } from './words.js';

/** @param {import('../state/call_session.js').CallSession} session @param {AbortSignal} signal */
export function echoHint(session, signal) {
  const words = element('p', {});
  const view = element('div', { class: 'call-card', role: 'status', hidden: true }, words, element('div', { class: 'row' }, element('button', { type: 'button', onclick: () => (view.hidden = true) }, t('call.echo.done'))));
  let heard = session.view.echoes;
  session.onChange(({ echoes, other }) => {
    if (echoes > heard) {
      words.textContent = t('call.echo.told', { name: other?.name ?? '' });
      view.hidden = false;
    }
    heard = echoes;
  }, signal);
  return view;
}
