/**
 * Says which voucher of the claim a file of the case is.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';

const FILED = /** @type {const} */ (['payment', 'posting', 'value', 'contents', 'insurance', 'correspondence', 'photo_box', 'photo_label', 'photo_contents']);

/** @param {readonly {id: string, name: string}[]} files @param {(item: string, id: string) => Promise<void>} mark */
export function voucherForm(files, mark) {
  if (files.length === 0) return element('p', { class: 'small soft' }, t('claim.file_first'));
  const file = choice('file', files.map(({ id, name }) => [id, name]));
  const item = choice('item', FILED.map((each) => [each, t(`claim.voucher.${each}`)]));
  return sentForm(
    { words: t('claim.mark'), look: '', send: () => mark(item.value, file.value) },
    element('div', { class: 'claim-fields' }, labelled(t('claim.file'), 'voucher-file', file), labelled(t('claim.is'), 'voucher-item', item)),
  );
}
