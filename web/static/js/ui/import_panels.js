/**
 * A file of cases and events: chosen, looked through line by line, and loaded when somebody says so.
 */

import { ENDINGS } from '../state/import_file.js';
import { count, t, wordOr } from './desk_words.js';
import { element } from './element.js';
import { facts, panel } from './facts.js';

/** @typedef {import('../protocol/desk.js').ImportPreview} ImportPreview */
/** @typedef {import('../protocol/desk.js').ImportResult} ImportResult */
/** @typedef {import('../protocol/desk.js').BadCell} BadCell */

/** @param {(file: File) => void} chosen */
export function filePanel(chosen) {
  const input = element('input', { type: 'file', id: 'import-file', accept: ENDINGS, onchange: () => input.files?.[0] && chosen(input.files[0]) });
  return panel(
    t('imports.file'),
    { id: 'import' },
    element('p', { class: 'soft' }, t('imports.lead')),
    element('div', { class: 'field' }, element('label', { for: 'import-file' }, t('imports.choose')), input),
    element('details', {}, element('summary', {}, t('imports.columns')), element('p', { class: 'small soft', dir: 'ltr' }, COLUMNS), element('p', { class: 'small soft' }, t('imports.columns_hint'))),
  );
}

const COLUMNS =
  'reference, title, customer_name, customer_language, customer_country, customer_contact, order_reference, tracking_number, carrier, shipped_on, value, currency, origin_country, origin_city, destination_country, destination_city, stage, at, description, progress, location, country, language, purchased_again_at';

/** @param {string} name of the file @param {ImportPreview} found @param {(() => void) | null} load null: there is nothing to load */
export function previewPanel(name, found, load) {
  if (found.unreadable) return panel(name, { id: 'preview' }, element('p', { class: 'notice bad', role: 'alert' }, wordOr('imports.unreadable', found.unreadable)));
  const good = found.lines - found.bad_lines;
  return panel(
    name,
    { id: 'preview' },
    element('p', { role: 'status' }, element('strong', {}, count('imports.good', good)), ' ', found.bad_lines > 0 && count('imports.bad', found.bad_lines)),
    facts([
      [t('imports.cases'), t('imports.cases_of', { all: found.cases, fresh: found.new_cases })],
      [t('imports.events'), found.events],
      [t('imports.purchases'), found.purchases || null],
      [t('imports.ignored'), found.ignored_columns.join(', ')],
    ]),
    found.problems.length > 0 && problemTable(found.problems),
    found.problems_total > found.problems.length && element('p', { class: 'small soft' }, count('imports.more', found.problems_total - found.problems.length)),
    load ? element('div', {}, element('button', { type: 'button', class: 'primary', onclick: load }, t(found.bad_lines > 0 ? 'imports.load_good' : 'imports.load'))) : element('p', {}, t('imports.nothing')),
  );
}

/** @param {readonly BadCell[]} problems */
function problemTable(problems) {
  const heads = ['line', 'column', 'problem', 'value'];
  return element(
    'div',
    { class: 'table-frame' },
    element('table', { class: 'table' }, element('thead', {}, element('tr', {}, heads.map((name) => element('th', { scope: 'col' }, t(`imports.column.${name}`))))), element('tbody', {}, problems.map(problemRow))),
  );
}

/** @param {BadCell} problem */
function problemRow({ line, column, code, value }) {
  return element(
    'tr',
    {},
    element('td', { class: 'number', 'data-label': t('imports.column.line') }, line),
    element('td', { 'data-label': t('imports.column.column') }, element('bdi', { class: 'code-like' }, column || '–')),
    element('td', { 'data-label': t('imports.column.problem') }, wordOr('imports.problem', code)),
    element('td', { 'data-label': t('imports.column.value'), dir: 'auto' }, value || '–'),
  );
}

/** @param {ImportResult} loaded */
export function loadedPanel({ cases_made: made, cases_stated: stated, events_added: added, events_known: known, refused, purchases }) {
  return panel(
    t('imports.loaded'),
    { id: 'loaded' },
    facts([
      [t('imports.cases'), t('imports.cases_of', { all: stated, fresh: made })],
      [t('imports.events_added'), added],
      [t('imports.events_known'), known],
      [t('imports.purchases'), purchases || null],
    ]),
    refused.length > 0 && problemTable(refused),
  );
}
