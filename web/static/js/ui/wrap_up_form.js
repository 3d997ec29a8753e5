/**
 * The wrap-up: the drafted summary as a form. It tells its page of every change and knows nothing of saving.
 */

import { OUTCOMES } from '../state/outcomes.js';
import { add, GROUPS, mend, OPEN_GROUPS, remove } from '../state/wrap_up.js';
import { t } from './desk_words.js';
import { element, fill } from './element.js';
import { sourceWords, standing, textOf } from './summary_text.js';

/** @typedef {import('../state/wrap_up.js').WrapUp} WrapUp */
/** @typedef {import('../state/wrap_up.js').Group} Group */
/** @typedef {import('../protocol/desk.js').Statement} Statement */
/** @typedef {import('../protocol/desk.js').Commitment} Commitment */
/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */

/**
 * @param {WrapUp} start
 * @param {(now: WrapUp) => void} changed
 */
export function wrapUpFields(start, changed) {
  let form = start;
  const set = (/** @type {Partial<WrapUp>} */ part) => {
    form = { ...form, ...part };
    changed(form);
  };
  const bodyOf = () => /** @type {SummaryBody} */ (form.body);
  const editor = { body: bodyOf, set: (/** @type {SummaryBody} */ body) => set({ body }) };
  return element(
    'div',
    { class: 'stack' },
    outcomeField(start.outcome, (outcome) => set({ outcome })),
    notesField(start.notes, (notes) => set({ notes })),
    start.body && GROUPS.map((group) => groupField(group, editor)),
    start.body && element('div', { class: 'summary-text' }, standing(start.body)),
  );
}

/** @param {string} chosen @param {(outcome: string) => void} changed */
function outcomeField(chosen, changed) {
  const known = /** @type {readonly string[]} */ (OUTCOMES).includes(chosen);
  const options = OUTCOMES.map((word) => element('option', { value: word, selected: word === chosen }, t(`outcome.${word}`)));
  const select = element(
    'select',
    { id: 'outcome', required: true, onchange: () => changed(select.value) },
    element('option', { value: '' }, t('wrap.outcome.choose')),
    options,
    chosen && !known && element('option', { value: chosen, selected: true }, chosen),
  );
  return element('div', { class: 'field' }, element('label', { for: 'outcome' }, t('wrap.outcome')), select);
}

/** @param {string} notes @param {(notes: string) => void} changed */
function notesField(notes, changed) {
  const area = element('textarea', { id: 'notes', rows: 2, maxlength: 4000, dir: 'auto', 'aria-describedby': 'notes-hint', oninput: () => changed(area.value) }, notes);
  return element(
    'div',
    { class: 'field' },
    element('label', { for: 'notes' }, t('wrap.notes')),
    area,
    element('span', { class: 'small soft', id: 'notes-hint' }, t('wrap.notes_hint')),
  );
}

/**
 * One group is drawn anew when a line comes or goes; typing changes the body alone.
 *
 * @param {Group} group
 * @param {{body: () => SummaryBody, set: (body: SummaryBody) => void}} editor
 */
function groupField(group, editor) {
  const lines = element('div', { class: 'stack' });
  const draw = () => {
    const items = editor.body()[group];
    const drawn = items.map((item, index) => line(item, { group, index, editor, drop: () => step(remove(editor.body(), group, index)) }));
    fill(lines, items.length === 0 ? element('p', { class: 'soft small' }, t('wrap.nothing')) : drawn);
  };
  const step = (/** @type {SummaryBody} */ body) => {
    editor.set(body);
    draw();
  };
  const append = () => {
    step(add(editor.body(), group));
    [...lines.querySelectorAll('textarea')].at(-1)?.focus();
  };
  draw();
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
 * @param {{group: Group, index: number, editor: {body: () => SummaryBody, set: (body: SummaryBody) => void}, drop: () => void}} place
 */
function line(item, { group, index, editor, drop }) {
  const change = (/** @type {Partial<Commitment>} */ part) => editor.set(mend(editor.body(), group, index, part));
  const name = `${t(`wrap.${group}`)}, ${t('wrap.statement', { number: index + 1 })}`;
  const fixed = item.source.kind === 'timeline';
  const area = element('textarea', { rows: 1, maxlength: 4000, dir: 'auto', 'aria-label': name, oninput: () => change({ text: area.value }) }, item.text);
  return element(
    'div',
    { class: 'statement' },
    fixed ? element('p', {}, textOf(item)) : area,
    element('button', { type: 'button', class: 'quiet', 'aria-label': `${t('wrap.remove')}: ${name}`, onclick: drop }, '×'),
    group === 'commitments' && promiseFields(/** @type {Commitment} */ (item), { name, change }),
    element('p', { class: 'source small soft' }, sourceWords(item.source)),
  );
}

/** @param {Commitment} item @param {{name: string, change: (part: Partial<Commitment>) => void}} place */
function promiseFields({ who, due_on: due, due_words: words }, { name, change }) {
  const day = element('input', { type: 'date', value: due ?? '', 'aria-label': `${name}, ${t('wrap.due')}`, onchange: () => change({ due_on: day.value || null }) });
  const person = element(
    'select',
    { 'aria-label': `${name}, ${t('wrap.who')}`, onchange: () => change({ who: /** @type {'agent' | 'customer' | null} */ (person.value || null) }) },
    element('option', { value: '', selected: who === null }, t('desk.unknown')),
    ['agent', 'customer'].map((role) => element('option', { value: role, selected: who === role }, t(`role.${role}`))),
  );
  return element(
    'div',
    { class: 'promise' },
    element('div', { class: 'field' }, element('span', { class: 'label' }, t('wrap.who')), person),
    element('div', { class: 'field' }, element('span', { class: 'label' }, t('wrap.due'), words && ` (${words})`), day),
  );
}
