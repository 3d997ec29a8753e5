/**
 * Searching calls by what was said and written in them: the field, and what was found, with the words marked.
 */

import { markedText } from '../state/marked_text.js';
import { count, moment, t, when } from './desk_words.js';
import { element, fill } from './element.js';
import { empty, failure } from './outcome_of_loading.js';

/** @typedef {import('../protocol/desk.js').CallFound} CallFound */
/** @typedef {import('../protocol/desk.js').Passage} Passage */
/** @typedef {(call: CallFound, utteranceId: string | null) => string} Href where one call, or one line of it, is read */

const WHERE = /** @type {const} */ ({ transcript: 'transcript.title', summary: 'log.summary', notes: 'log.notes' });

/** @param {{search: (query: string) => void, older: () => void, href: Href}} act */
export function callSearch({ search, older, href }) {
  const field = element('input', { id: 'words', type: 'search', autocomplete: 'off', maxlength: 200, placeholder: t('search.hint'), dir: 'auto', enterkeyhint: 'search' });
  const told = element('p', { class: 'soft small', role: 'status' });
  const list = element('ol', { class: 'found-calls' });
  const trouble = element('div');
  const more = element('button', { type: 'button', hidden: true, onclick: older }, t('search.older'));
  const clear = element('button', { type: 'button', hidden: true, onclick: () => search((field.value = '')) }, t('search.clear'));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    search(field.value.trim());
  };
  const form = element(
    'form',
    { class: 'filters', role: 'search', 'aria-label': t('search.title'), onsubmit: submit },
    element('div', { class: 'field' }, element('label', { for: 'words' }, t('search.title')), field),
    element('div', { class: 'actions' }, element('button', {}, t('search.submit')), clear),
  );
  return {
    place: element('section', { class: 'stack call-search' }, form, told, trouble, list, more),
    field,
    /** @param {readonly CallFound[] | null} calls all that were read so far; null: nothing is looked for @param {boolean} isMore */
    show(calls, isMore) {
      fill(trouble, calls?.length === 0 && empty(t('search.none')));
      told.textContent = calls && calls.length > 0 ? [count('logs.found', calls.length), isMore && t('search.more')].filter(Boolean).join(' · ') : '';
      fill(list, (calls ?? []).map((call) => callItem(call, href)));
      list.hidden = !list.hasChildNodes();
      more.hidden = !isMore;
      clear.hidden = calls === null;
    },
    /** @param {unknown} error @param {() => void} retry */
    fail(error, retry) {
      fill(trouble, failure(error, retry));
    },
  };
}

/** @param {CallFound} call @param {Href} href */
function callItem(call, href) {
  const people = [call.customer_name, call.agent_name].filter(Boolean).join(' · ');
  return element(
    'li',
    { class: 'panel found-call' },
    element(
      'p',
      { class: 'row' },
      element('a', { href: href(call, null) }, element('span', { class: 'code-like' }, call.case_reference), ' · ', when(call.created_at)),
      element('span', { class: 'soft small', dir: 'auto' }, people),
    ),
    element('ul', {}, call.passages.map((passage) => passageItem(call, passage, href))),
  );
}

/** @param {CallFound} call @param {Passage} passage @param {Href} href */
function passageItem(call, passage, href) {
  const rough = call.rough && passage.where === 'transcript' && element('span', { class: 'badge warn' }, t('transcript.rough_short'));
  const from = [t(WHERE[passage.where]), passage.speaker && t(`role.${passage.speaker}`), passage.at && moment(passage.at)].filter(Boolean).join(' · ');
  const words = markedText(passage.text, passage.marks).map(({ text, marked }) => (marked ? element('mark', {}, text) : text));
  return element(
    'li',
    {},
    element('p', { dir: 'auto' }, passage.utterance_id === null ? words : element('a', { href: href(call, passage.utterance_id) }, words)),
    element('p', { class: 'soft small' }, from, rough && ' ', rough),
  );
}
