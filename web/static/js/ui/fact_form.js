/**
 * The answer to one question of the checklist: yes, no or not known, where it comes from, and what belongs to it.
 */

import { t, wordOr } from './desk_words.js';
import { element } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').CheckItem} CheckItem */
/** @typedef {import('../protocol/desk.js').Address} Address */
/** @typedef {import('./checklist_panel.js').Asked} Asked */

const ANSWERS = /** @type {const} */ (['yes', 'no', 'unknown']);
const SOURCES = /** @type {const} */ (['call', 'customer', 'carrier', 'records']);
const PARTS = /** @type {const} */ (['street', 'house', 'flat', 'postcode', 'city', 'region']);

/** @param {CheckItem} item @param {Asked} asked @returns {{place: HTMLFormElement, useNumber: (number: string) => void, opened: () => void}} `opened`: by now there may be a call */
export function answerForm({ item, given, known }, { save, callId, country }) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const number = element('input', { name: 'number', maxlength: 60, autocomplete: 'off', dir: 'ltr', value: given?.number ?? known ?? '' });
  const address = addressFields(given?.address ?? null, country);
  const source = sources();
  const button = element('button', { class: 'primary' }, t('fact.save'));
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const said = new FormData(place);
    const answer = ANSWERS.find((word) => word === said.get('answer'));
    if (!answer) return fail(t('fact.choose'));
    const talk = callId();
    button.disabled = true;
    trouble.hidden = true;
    try {
      await save(item, {
        answer, source: source.value, note: String(said.get('note') ?? ''), call_id: source.value === 'call' ? talk : null,
        address: item === 'address' ? address.read() : null, number: item === 'tracking_number' ? number.value.trim() || null : null,
      });
    } catch (error) {
      fail(wordsForError(error));
    }
    button.disabled = false;
    return undefined;
  };
  const fail = (/** @type {string} */ words) => {
    trouble.textContent = words;
    trouble.hidden = false;
  };
  const place = element(
    'form',
    { class: 'stack fact-form', onsubmit: (event) => void send(event) },
    trouble,
    answers(item, given?.answer ?? null),
    item === 'tracking_number' && labelled(t('fact.number'), `fact-number-${item}`, number),
    item === 'address' && address.place,
    labelled(t('fact.source'), `fact-source-${item}`, source),
    labelled(t('fact.note'), `fact-note-${item}`, element('input', { name: 'note', maxlength: 500, autocomplete: 'off', dir: 'auto' })),
    element('div', {}, button),
  );
  const useNumber = (/** @type {string} */ meant) => {
    number.value = meant;
    number.focus();
  };
  const opened = () => {
    source.value = callId() ? 'call' : 'customer';
  };
  opened();
  return { place, useNumber, opened };
}

/** @param {string} item @param {string | null} chosen */
function answers(item, chosen) {
  return element(
    'fieldset',
    { class: 'switch' },
    element('legend', { class: 'visually-hidden' }, wordOr('fact', item)),
    ANSWERS.map((word) => element('label', {}, element('input', { type: 'radio', name: 'answer', value: word, checked: word === chosen }), element('span', {}, t(`fact.answer.${word}`)))),
  );
}

function sources() {
  return element('select', { name: 'source' }, SOURCES.map((source) => element('option', { value: source }, t(`fact.source.${source}`))));
}

/** @param {string} words @param {string} id @param {HTMLElement} control */
function labelled(words, id, control) {
  control.id = id;
  return element('div', { class: 'field' }, element('label', { for: id }, words), control);
}

/** @param {Address | null} known @param {string} country */
function addressFields(known, country) {
  const inputs = PARTS.map((part) => element('input', { name: part, maxlength: 200, autocomplete: 'off', dir: 'auto', value: known?.[part] ?? '' }));
  const where = element('input', { name: 'country', maxlength: 2, pattern: '[A-Za-z]{2}', required: true, autocomplete: 'off', dir: 'ltr', value: known?.country ?? country });
  const many = element(
    'select',
    { name: 'many' },
    [['', 'fact.many.unknown'], ['true', 'fact.many.yes'], ['false', 'fact.many.no']].map(([value, key]) => element('option', { value, selected: value === String(known?.many_live_there ?? '') }, t(key))),
  );
  const place = element(
    'div',
    { class: 'fact-address' },
    inputs.map((input, index) => labelled(wordOr('fact.part', PARTS[index]), `fact-address-${PARTS[index]}`, input)),
    labelled(t('fact.country'), 'fact-address-country', where),
    labelled(t('fact.many'), 'fact-address-many', many),
  );
  /** @returns {Address} */
  const read = () => {
    const [street, house, flat, postcode, city, region] = inputs.map((input) => input.value.trim());
    return { street, house, flat, postcode, city, region, country: where.value.trim().toUpperCase(), many_live_there: many.value === '' ? null : many.value === 'true' };
  };
  return { place, read };
}
