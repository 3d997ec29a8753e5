/**
 * The wrap-up: the drafted summary as a form. It tells its page of every change and knows nothing of saving.
 */

import { OUTCOMES } from '../state/outcomes.js';
import { add, GROUPS, mend, OPEN_GROUPS, remove, sameStatements } from '../state/wrap_up.js';
import { count, t } from './desk_words.js';
import { element, fill } from './element.js';
import { detail, doubtNotice } from './statement_detail.js';
import { sourceList } from './source_list.js';
import { agreedFields, promiseFields } from './statement_fields.js';
import { standing, textOf } from './summary_text.js';

/** @typedef {import('../state/wrap_up.js').WrapUp} WrapUp */
/** @typedef {import('../state/wrap_up.js').Group} Group */
/** @typedef {import('../protocol/desk.js').Statement} Statement */
/** @typedef {import('../protocol/desk.js').Commitment} Commitment */
/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */
/** @typedef {{body: () => SummaryBody, set: (body: SummaryBody) => void, find: import('./source_list.js').FindMoment}} Editor */

/** @param {HTMLElement} content */
export function wrapUpFrame(content) {
  return element(
    'section',
    { class: 'panel wrap-up', id: 'wrap-up', 'aria-labelledby': 'wrap-up-title' },
    element('div', { class: 'stack tight' }, element('h2', { id: 'wrap-up-title', tabindex: -1 }, t('wrap.title')), element('p', { class: 'soft small' }, t('wrap.lead'))),
    content,
  );
}

/** Two people have written: one of them chooses. @param {{mine: () => void, theirs: () => void, words?: string}} act */
export function conflictNotice({ mine, theirs, words = t('wrap.conflict') }) {
  return element(
    'div',
    { class: 'notice warn' },
    element('p', {}, words),
    element(
      'div',
      { class: 'row' },
      element('button', { type: 'button', onclick: mine }, t('wrap.conflict.mine')),
      element('button', { type: 'button', class: 'quiet', onclick: theirs }, t('wrap.conflict.theirs')),
    ),
  );
}

/**
 * @param {WrapUp} start
 * @param {(now: WrapUp) => void} changed
 * @param {{notesStanding: HTMLElement, find: import('./source_list.js').FindMoment}} beside what became of the notes, which save themselves; and the moments
 * @returns {{fields: HTMLElement, show: (form: WrapUp) => void, focusOutcome: () => void}} `show` puts another form in its place; a field whose
 *   words are the same is left alone, and with it the cursor in it
 */
export function wrapUpFields(start, changed, { notesStanding, find }) {
  let form = start;
  const set = (/** @type {Partial<WrapUp>} */ part) => {
    form = { ...form, ...part };
    changed(form);
  };
  const editor = {
    body: () => /** @type {SummaryBody} */ (form.body),
    set: (/** @type {SummaryBody} */ body) => set({ body }),
    find,
  };
  const outcome = outcomeSelect((value) => set({ outcome: value }));
  const notes = notesArea((value) => set({ notes: value }));
  const statements = element('div', { class: 'stack statements' });
  const facts = element('div', { class: 'summary-text' });
  const show = (/** @type {WrapUp} */ now) => {
    const redraw = !statements.hasChildNodes() || !sameStatements(now.body, form.body);
    form = redraw ? now : { ...now, body: form.body };
    choose(outcome, now.outcome);
    if (notes.value !== now.notes) notes.value = now.notes;
    if (redraw) fill(statements, now.body ? shownGroups(now.body).map((group) => groupField(group, editor)) : element('p', { class: 'soft', role: 'status' }, t('wrap.waiting')));
    fill(facts, now.body && standing(now.body));
  };
  show(start);
  const fields = element(
    'div',
    { class: 'stack' },
    element('div', { class: 'field' }, element('label', { for: 'outcome' }, t('wrap.outcome')), outcome),
    element(
      'div',
      { class: 'field' },
      element('label', { for: 'notes' }, t('wrap.notes')),
      notes,
      notesStanding,
      element('span', { class: 'small soft', id: 'notes-hint' }, t('wrap.notes_hint')),
    ),
    statements,
    facts,
  );
  return { fields, show, focusOutcome: () => outcome.focus() };
}

/** @param {(outcome: string) => void} changed */
function outcomeSelect(changed) {
  const options = OUTCOMES.map((word) => element('option', { value: word }, t(`outcome.${word}`)));
  /** @type {HTMLSelectElement} */
  const select = element('select', { id: 'outcome', required: true, onchange: () => changed(select.value) }, element('option', { value: '' }, t('wrap.outcome.choose')), options);
  return select;
}

/** A word this page does not know was given by somebody who does: it stays. @param {HTMLSelectElement} select @param {string} outcome */
function choose(select, outcome) {
  if (![...select.options].some(({ value }) => value === outcome)) select.append(element('option', { value: outcome }, outcome));
  select.value = outcome;
}

/** @param {(notes: string) => void} changed */
function notesArea(changed) {
  /** @type {HTMLTextAreaElement} */
  const area = element('textarea', { id: 'notes', rows: 3, maxlength: 20_000, dir: 'auto', 'aria-describedby': 'notes-hint', oninput: () => changed(area.value) });
  return area;
}

/**
 * One group is drawn anew when a line comes or goes; typing changes the body alone.
 *
 * @param {Group} group
 * @param {Editor} editor
 */
function groupField(group, editor) {
  const lines = element('div', { class: 'stack' });
  const draw = () => {
    const items = editor.body()[group];
    const drawn = items.map((item, index) => line(item, { group, index, editor, drop: () => drop(index) }));
    fill(lines, items.length === 0 ? element('p', { class: 'soft small' }, t('wrap.nothing')) : drawn);
  };
  const step = (/** @type {SummaryBody} */ body) => {
    editor.set(body);
    draw();
  };
  /** The focus goes on to the line that has moved up, or to where another is added. @param {number} index */
  const drop = (index) => {
    step(remove(editor.body(), group, index));
    const left = [...lines.querySelectorAll('.statement')];
    const next = left[Math.min(index, left.length - 1)] ?? lines.nextElementSibling;
    next?.querySelector('button')?.focus();
  };
  const append = () => {
    step(add(editor.body(), group));
    [...lines.querySelectorAll('textarea')].at(-1)?.focus();
  };
  draw();
  if (group === 'situation') {
    return element('details', { 'data-group': group }, element('summary', {}, count('wrap.situation_lines', editor.body()[group].length)), lines);
  }
  return element(
    'fieldset',
    { 'data-group': group },
    element('legend', {}, t(`wrap.${group}`)),
    lines,
    OPEN_GROUPS.has(group) && element('div', {}, element('button', { type: 'button', class: 'quiet', onclick: append }, t(`wrap.add.${group}`))),
  );
}

/**
 * @param {Statement} item
 * @param {{group: Group, index: number, editor: Editor, drop: () => void}} place
 */
function line(item, { group, index, editor, drop }) {
  const doubt = element('div', { class: 'beside' }, group === 'agreed' || group === 'commitments' ? doubtNotice(item) : detail(group, item));
  const change = (/** @type {Partial<import('../state/wrap_up.js').AnyStatement>} */ part) => {
    editor.set(mend(editor.body(), group, index, part));
    doubt.querySelector('.doubt')?.remove();
  };
  const name = `${t(`wrap.${group}`)}, ${t('wrap.statement', { number: index + 1 })}`;
  const fixed = textOf(item) !== item.text; // a code, which nobody mends
  const area = element('textarea', { rows: 1, maxlength: 4000, dir: 'auto', 'aria-label': name, oninput: () => change({ text: area.value }) }, item.text);
  return element(
    'div',
    { class: 'statement' },
    fixed ? element('p', {}, textOf(item)) : area,
    element('button', { type: 'button', class: 'quiet', 'aria-label': `${t('wrap.remove')}: ${name}`, onclick: drop }, '×'),
    group === 'commitments' && promiseFields(/** @type {Commitment} */ (item), { name, change }),
    group === 'agreed' && agreedFields(/** @type {import('../protocol/desk.js').Agreement} */ (item), { name, change }),
    doubt,
    sourceList(item.sources, editor.find),
  );
}

/** Where nobody can add a line, an empty group says nothing. @param {SummaryBody} body */
function shownGroups(body) {
  return GROUPS.filter((group) => OPEN_GROUPS.has(group) || body[group].length > 0);
}
