/**
 * The statement of non-receipt: its words, the customer's own, their name, and the two answers there are.
 */

import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { currentLocale, t } from './words.js';

/** @typedef {import('../protocol/statement_api.js').StatementSheet} StatementSheet */
/** @typedef {import('../protocol/statement_api.js').StatementWay} StatementWay */

/** @param {StatementSheet} sheet @param {StatementWay} way @param {(state: string) => void} done @param {() => Promise<void>} again reads the words anew */
export function statementSheet(sheet, way, done, again) {
  const own = element('textarea', { id: 'statement-own', maxlength: 4000, rows: 3, dir: 'auto' });
  const name = element('input', { id: 'statement-name', maxlength: 200, required: true, autocomplete: 'name', dir: 'auto' });
  const sure = element('input', { id: 'statement-sure', type: 'checkbox', required: true });
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  /** @param {'confirmed' | 'arrived'} answer */
  const send = async (answer) => {
    for (const button of [confirm, arrived]) button.disabled = true;
    trouble.hidden = true;
    try {
      await way.answer({ answer, locale: currentLocale(), text_sha256: sheet.text_sha256, signed_name: answer === 'confirmed' ? name.value : null, own_words: answer === 'confirmed' ? own.value : '' });
      done(answer);
    } catch (error) {
      if (/** @type {{code?: string}} */ (error).code === 'wording_changed') return again();
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
      for (const button of [confirm, arrived]) button.disabled = false;
    }
    return undefined;
  };
  const confirm = element('button', { class: 'primary large wide' }, t('statement.confirm'));
  const arrived = element('button', { type: 'button', class: 'wide', onclick: () => void send('arrived') }, t('statement.arrived'));
  return element(
    'form',
    {
      class: 'statement',
      onsubmit: (event) => {
        event.preventDefault();
        void send('confirmed');
      },
    },
    element('h1', { tabindex: -1, autofocus: true }, t('statement.title')),
    element('p', { class: 'lead' }, t('statement.lead')),
    element('blockquote', { lang: sheet.locale, dir: 'auto' }, element('p', { class: 'statement-title' }, sheet.title), sheet.lines.map((line) => element('p', {}, line))),
    element('div', { class: 'field' }, element('label', { for: 'statement-own' }, t('statement.own_words')), own),
    element('div', { class: 'field' }, element('label', { for: 'statement-name' }, t('statement.name')), name),
    element('label', { class: 'statement-sure', for: 'statement-sure' }, sure, element('span', {}, t('statement.sure'))),
    trouble,
    confirm,
    arrived,
    element('p', { class: 'soft small' }, t('statement.kept')),
  );
}

/** After the answer, and for whoever opens the link once more. @param {string} state */
export function statementDone(state) {
  const known = state === 'arrived' ? 'arrived' : 'confirmed';
  return element('div', { class: 'statement', role: 'status' }, element('h1', { tabindex: -1 }, t(`statement.done.${known}`)), element('p', { class: 'lead' }, t(`statement.done.${known}.next`)));
}

/** A link that asks nothing, or nothing any more. */
export function noStatement() {
  return element('div', { class: 'statement' }, element('h1', {}, t('statement.none')), element('p', { class: 'lead' }, t('statement.none.next')));
}

/**
 * The question, its answer, or why there is none, in one place.
 *
 * @param {HTMLElement} place
 * @param {StatementWay} way
 * @param {(state: string) => void} [answered]
 */
export async function showStatement(place, way, answered = () => {}) {
  const done = (/** @type {string} */ state) => {
    fill(place, statementDone(state));
    place.querySelector('h1')?.focus();
    answered(state);
  };
  const sheet = await way.read(currentLocale());
  if (sheet.state === 'asked') fill(place, statementSheet(sheet, way, done, () => showStatement(place, way, answered)));
  else fill(place, statementDone(sheet.state));
}
