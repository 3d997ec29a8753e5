/**
 * Over a call that does not come about: which step is in its way, in one plain sentence, and the button that tests again.
 */

import { causeOf } from '../state/line_cause.js';
import { element } from './element.js';
import { t } from './words.js';

/**
 * @param {import('../state/call_session.js').CallSession} session
 * @param {import('../state/connection_check.js').ConnectionCheck} check
 * @param {AbortSignal} signal
 */
export function lineCause(session, check, signal) {
  const words = element('p', {});
  const again = element('button', { type: 'button', onclick: () => check.ask() }, t('check.again'));
  const view = element('div', { class: 'call-card line-cause', role: 'status', hidden: true }, words, element('div', { class: 'row' }, again));
  const show = () => {
    const key = causeOf(session.view, check.view);
    const text = key === null ? '' : t(key);
    if (words.textContent !== text) words.textContent = text;
    view.hidden = key === null;
    again.setAttribute('aria-disabled', String(check.view.running)); // keeps the focus of who has pressed it
  };
  session.onChange(show, signal);
  check.onChange(show, signal);
  return view;
}
