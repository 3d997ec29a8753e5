/**
 * What an endpoint is told: its address while it is new, a description, types of events, and of which cases.
 */

import { CASE_FIELDS, chosenCases, EVENT_TYPES } from '../state/endpoint_wish.js';
import { t, wordOr } from './desk_words.js';
import { element } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').EndpointView} EndpointView */
/** @typedef {{description: string, event_types: string[], cases: Record<string, string[]>}} Wish */

/** @param {(url: string, wish: Wish) => Promise<void>} add */
export function newEndpointForm(add) {
  const url = element('input', { id: 'endpoint-url', type: 'url', required: true, placeholder: 'https://', maxlength: 2000, dir: 'ltr', autocomplete: 'off', spellcheck: 'false' });
  const address = element('div', { class: 'field' }, element('label', { for: 'endpoint-url' }, t('hooks.address')), url);
  return wishForm('new', null, address, t('hooks.add'), (wish) => add(url.value, wish));
}

/** @param {EndpointView} endpoint @param {(wish: Wish) => Promise<void>} save */
export function changeForm(endpoint, save) {
  return wishForm(endpoint.id, endpoint, null, t('hooks.save'), save);
}

/**
 * @param {string} id of the form on this page
 * @param {EndpointView | null} known
 * @param {HTMLElement | null} first
 * @param {string} words on the button
 * @param {(wish: Wish) => Promise<void>} done
 */
function wishForm(id, known, first, words, done) {
  const description = element('input', { id: `${id}-description`, maxlength: 200, value: known?.description ?? '' });
  const types = EVENT_TYPES.map((type) => element('input', { type: 'checkbox', value: type, checked: known?.event_types.includes(type) }));
  const fields = CASE_FIELDS.map((name) => element('input', { id: `${id}-${name}`, value: known?.cases[name]?.join(', ') ?? '', autocomplete: 'off' }));
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const button = element('button', { class: 'primary' }, words);
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.hidden = true;
    const texts = Object.fromEntries(CASE_FIELDS.map((name, index) => [name, fields[index].value]));
    try {
      await done({ description: description.value, event_types: types.filter((one) => one.checked).map((one) => one.value), cases: chosenCases(texts) });
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
    button.disabled = false;
  };
  return element(
    'form',
    { class: 'endpoint-form', onsubmit: send },
    first,
    element('div', { class: 'field' }, element('label', { for: `${id}-description` }, t('hooks.description')), description),
    element('fieldset', {}, element('legend', {}, t('hooks.which')), types.map((box) => element('label', {}, box, wordOr('hooks.event', box.value))), element('p', { class: 'small soft wide' }, t('hooks.which_hint'))),
    element(
      'fieldset',
      {},
      element('legend', {}, t('hooks.cases')),
      CASE_FIELDS.map((name, index) => element('div', { class: 'field' }, element('label', { for: `${id}-${name}` }, wordOr('hooks.field', name)), fields[index])),
      element('p', { class: 'small soft wide' }, t('hooks.cases_hint')),
    ),
    trouble,
    element('div', {}, button),
  );
}
