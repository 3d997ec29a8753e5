/**
 * The way from a case to its ticket in the helpdesk, in a tab of its own: the call goes on in this one.
 */

import { t } from './desk_words.js';
import { element } from './element.js';

/** @param {string} url */
export function helpdeskLink(url) {
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, t('case.helpdesk'));
}
