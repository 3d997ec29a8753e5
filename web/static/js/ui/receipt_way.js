/**
 * After the call: the way to what one agreed to, for whoever was asked. It appears once the service has made its link.
 */

import { element } from './element.js';
import { t } from './words.js';

/**
 * @param {() => Promise<string | null>} receipt where it is; null: there is none
 * @param {AbortSignal} signal
 */
export function receiptWay(receipt, signal) {
  const way = element('p', { class: 'receipt-way', hidden: true });
  const show = (/** @type {string | null} */ href) => {
    if (href === null || signal.aborted) return;
    way.append(element('a', { href, target: '_blank', rel: 'noreferrer' }, t('receipt.open')), element('span', { class: 'small soft' }, ` ${t('receipt.open.note')}`));
    way.hidden = false;
  };
  void receipt().then(show, () => {}); // without a line there is none; the page says the rest
  return way;
}
