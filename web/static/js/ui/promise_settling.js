/**
 * How a promise ends: kept; not kept, and why; or put off to another day, and why.
 */

import { t } from './desk_words.js';
import { element } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').CommitmentRecord} CommitmentRecord */
/**
 * @typedef {object} PromiseActs
 * @property {(id: string, how: {state: 'kept' | 'broken', reason: string | null}) => Promise<CommitmentRecord>} settle
 * @property {(id: string, until: {due_on: string, reason: string}) => Promise<CommitmentRecord>} move
 */

/** @param {CommitmentRecord} promise @param {PromiseActs} act @param {(now: CommitmentRecord) => void} draw */
export function settling({ id }, act, draw) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const place = element('div', { class: 'stack tight' });
  const press = async (/** @type {() => Promise<CommitmentRecord>} */ does) => {
    const buttons = [...place.querySelectorAll('button')];
    for (const button of buttons) button.disabled = true;
    trouble.hidden = true;
    try {
      const item = place.closest('li');
      draw(await does());
      /** @type {HTMLElement | null | undefined} what became of it, or its new day: the button is gone */
      const outcome = item?.querySelector(':scope > p:last-child[tabindex]') ?? item?.querySelector('p');
      outcome?.focus();
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
      for (const button of buttons) button.disabled = false;
    }
  };
  place.append(
    element('div', { class: 'row' }, element('button', { type: 'button', class: 'primary', onclick: () => press(() => act.settle(id, { state: 'kept', reason: null })) }, t('promised.done'))),
    withReason({ title: t('promised.move'), button: t('promised.move.send'), name: `move-${id}`, dated: true }, (reason, day) => press(() => act.move(id, { due_on: day, reason }))),
    withReason({ title: t('promised.not_kept'), button: t('promised.not_kept.send'), name: `broken-${id}`, dated: false }, (reason) => press(() => act.settle(id, { state: 'broken', reason }))),
    trouble,
  );
  return place;
}

/** @param {{title: string, button: string, name: string, dated: boolean}} about @param {(reason: string, day: string) => Promise<void>} send */
function withReason({ title, button, name, dated }, send) {
  const why = element('input', { id: `${name}-why`, maxlength: 500, required: true, dir: 'auto' });
  const day = element('input', { id: `${name}-day`, type: 'date', required: dated });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void send(why.value.trim(), day.value);
  };
  return element(
    'details',
    {},
    element('summary', { class: 'small' }, title),
    element(
      'form',
      { class: 'stack tight', onsubmit: submit },
      dated && element('div', { class: 'field' }, element('label', { for: `${name}-day` }, t('promised.move.day')), day),
      element('div', { class: 'field' }, element('label', { for: `${name}-why` }, t('promised.reason')), why),
      element('div', {}, element('button', {}, button)),
    ),
  );
}
