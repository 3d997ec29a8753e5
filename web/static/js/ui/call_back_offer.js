/**
 * The way out of waiting: at once and plainly where nobody is there, else a quiet question.
 */

import { mayWish, nobodyThere } from '../state/call_back.js';
import { dayWords } from './day_words.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { t, when } from './words.js';

/** @typedef {import('../state/call_back.js').Staffing} Staffing */

/**
 * Two places, of which at most one is shown: `nobody` belongs to what is read first, `quiet` to what may be overlooked.
 *
 * @param {() => void} wish opens the form
 */
export function callBackOffer(wish) {
  const plain = element('p', {});
  const nobody = element(
    'section',
    { class: 'nobody', 'aria-label': t('nobody.title'), hidden: true },
    icon('clock'),
    element('div', { role: 'status' }, element('p', { class: 'nobody-title' }, t('nobody.title')), plain, element('p', { class: 'soft' }, t('nobody.offer'))),
    element('button', { type: 'button', class: 'primary large wide', onclick: wish }, t('callback.choose')),
  );
  const quiet = element('button', { type: 'button', class: 'quiet', hidden: true, onclick: wish }, icon('phone'), t('callback.offer'));
  /** @param {import('../protocol/wire.js').CallSnapshot | null} call */
  const update = (call) => {
    const alone = nobodyThere(call?.queue) && call?.state !== 'offered';
    const words = alone ? nobodyWords(/** @type {Staffing} */ (call?.queue)) : '';
    if (plain.textContent !== words) plain.textContent = words;
    nobody.hidden = !alone;
    quiet.hidden = alone || !mayWish(call);
  };
  return { nobody, quiet, update };
}

/** When somebody is there again, by the customer's own calendar and clock. @param {Staffing} staffing */
export function nobodyWords({ open, opens_at: opensAt }) {
  if (open) return t('nobody.open');
  if (opensAt === null) return t('nobody.closed');
  const { form, day } = dayWords(new Date(opensAt));
  return t(`nobody.closed.${form}`, { day, time: when(opensAt, { timeStyle: 'short' }) });
}
