/**
 * How far the draft is, and what it could take in: while the recording is being written down, by whom it was drafted, and why
 * nothing of the talk was heard.
 */

import { duration, t } from './desk_words.js';
import { element } from './element.js';

/** @typedef {import('../protocol/desk.js').Drafting} Drafting */

/** @param {Drafting | null} drafting */
export function draftStanding(drafting) {
  if (!drafting) return null;
  return element('div', { class: 'stack tight draft-standing', role: 'status' }, heardSoFar(drafting), drafting.rough && element('p', {}, element('span', { class: 'badge warn' }, t('transcript.rough'))), element('p', { class: 'small soft' }, madeBy(drafting)));
}

/** @param {Drafting} drafting */
function heardSoFar({ transcript, no_transcript: reason, heard_s: heard, total_s: total }) {
  if (transcript === 'made') return null;
  if (transcript === 'working') {
    const words = t('wrap.progress', { done: duration(heard), total: duration(total) });
    return element('div', {}, element('p', { class: 'small' }, words), element('progress', { max: total, value: Math.min(heard, total), 'aria-label': words }));
  }
  return reason && element('p', { class: 'small soft' }, t(`wrap.without.${reason}`));
}

/** @param {Drafting} drafting */
function madeBy({ engine, model, fell_back: fellBack, waits_for_model: waits }) {
  if (waits) return t('wrap.made.waits');
  if (engine === 'model') return t('wrap.made.model', { model: model ?? '' });
  return fellBack ? t('wrap.made.fell_back') : t('wrap.made.rules');
}
