/**
 * On the supervisor's log: events do not reach somebody.
 */

import { nameOf } from '../state/endpoint_wish.js';
import { t } from './desk_words.js';
import { element } from './element.js';

/** @param {readonly import('../protocol/desk.js').EndpointView[]} endpoints @returns {HTMLElement | null} null: all is well */
export function webhookWarning(endpoints) {
  const bad = endpoints.filter(({ failing, dead, state }) => state !== 'unset' && (failing || dead > 0));
  if (bad.length === 0) return null;
  const names = bad.map((endpoint) => (endpoint.kind === 'connector' ? t('hooks.connector') : nameOf(endpoint))).join(', ');
  return element('div', { class: 'notice bad', role: 'alert' }, element('p', {}, t('hooks.warning', { names })), element('a', { href: '/webhooks' }, t('hooks.look')));
}
