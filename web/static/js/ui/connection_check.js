/**
 * How this person's connection is, in one plain sentence, and the button that finds out again. Nothing is said while a page
 * tests of its own accord: who only waits need not wonder at it.
 */

import { gravityOf, verdictOf } from '../state/connection_verdict.js';
import { element, fill } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** @typedef {import('../state/connection_check.js').ConnectionCheck} ConnectionCheck */
/** @typedef {import('../state/connection_check.js').CheckView} CheckView */

/** @param {ConnectionCheck} check @param {AbortSignal} signal */
export function connectionCheck(check, signal) {
  const mark = element('span', { class: 'connection-mark' });
  const words = element('p', { role: 'status' });
  const cost = element('span', { class: 'small soft', id: 'connection-cost' }, t('check.cost'));
  const button = element('button', { type: 'button', class: 'quiet', 'aria-describedby': 'connection-cost', onclick: () => check.ask() });
  const view = element('div', { class: 'connection' }, mark, element('div', { class: 'stack' }, words, element('div', { class: 'row' }, button, cost)));
  let drawn = '';
  check.onChange((now) => {
    const said = sentence(now);
    const gravity = said.verdict ? gravityOf(said.verdict) : '';
    view.dataset.gravity = gravity;
    if (words.textContent !== said.text) words.textContent = said.text;
    words.hidden = said.text === '';
    const wanted = gravity === '' ? '' : gravity === 'good' ? 'check' : 'warning';
    if (wanted !== drawn) fill(mark, wanted === '' ? null : icon(wanted));
    drawn = wanted;
    button.textContent = t(now.found ? 'check.again' : 'check.start');
    button.setAttribute('aria-disabled', String(now.running && now.asked)); // keeps the focus of who has pressed it
  }, signal);
  return view;
}

/** @param {CheckView} view @returns {{text: string, verdict: import('../state/connection_verdict.js').Verdict | null}} */
function sentence({ running, asked, found }) {
  if (running && asked) return { text: t('check.running'), verdict: null };
  if (!found) return { text: '', verdict: null };
  const verdict = verdictOf(found);
  return { text: t(`check.${verdict}`), verdict };
}
