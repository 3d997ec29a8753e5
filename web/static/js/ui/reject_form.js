/**
 * Rejecting a draft: it asks why, so that whoever reads the case knows what became of it.
 */

import { t } from './desk_words.js';
import { element } from './element.js';

/** @param {(reason: string) => void} reject */
export function rejectForm(reject) {
  /** @type {HTMLTextAreaElement} */
  const why = element('textarea', { id: 'reject-reason', rows: 2, maxlength: 500, dir: 'auto' });
  const missing = element('p', { class: 'small notice warn', role: 'alert', hidden: true }, t('wrap.reject.missing'));
  const send = () => {
    const reason = why.value.trim();
    missing.hidden = reason !== '';
    if (reason === '') return why.focus();
    reject(reason);
  };
  return element(
    'details',
    { class: 'reject' },
    element('summary', { class: 'small' }, t('wrap.reject')),
    element(
      'div',
      { class: 'stack tight' },
      element('p', { class: 'small soft' }, t('wrap.reject.lead')),
      element('div', { class: 'field' }, element('label', { for: 'reject-reason' }, t('wrap.reject.why')), why),
      missing,
      element('div', {}, element('button', { type: 'button', onclick: send }, t('wrap.reject.send'))),
    ),
  );
}
