/** `/imports`: supervisors bring cases and tracking events in from a file. It is looked through first, and loaded on their word. */

import { loadImport, previewImport } from '../protocol/casework_api.js';
import { kindOf } from '../state/import_file.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { filePanel, loadedPanel, previewPanel } from '../ui/import_panels.js';
import { failure } from '../ui/outcome_of_loading.js';
import { openDesk } from './desk.js';

/** @typedef {NonNullable<ReturnType<typeof kindOf>>} Kind */

const { signal } = await openDesk({ current: '/imports', title: 'imports.title' });
const outcome = element('div', { class: 'stack' });
fill(the('#main', HTMLElement), element('h1', {}, t('imports.title')), filePanel((file) => void preview(file)), outcome);

/** Only the file chosen last may fill the page. */
let asked = new AbortController();

/** @param {string} words */
const busy = (words) => fill(outcome, element('p', { class: 'empty', role: 'status' }, words));

/** @param {File} file @returns {Promise<void>} */
async function preview(file) {
  asked.abort();
  asked = new AbortController();
  const wanted = AbortSignal.any([asked.signal, signal]);
  const kind = kindOf(file.name);
  if (!kind) return fill(outcome, element('p', { class: 'notice bad', role: 'alert' }, t('imports.unknown_kind')));
  busy(t('imports.checking'));
  try {
    const found = await previewImport(file, kind, wanted);
    wanted.throwIfAborted();
    const something = found.cases > 0 || found.events > 0 || found.purchases > 0;
    fill(outcome, previewPanel(file.name, found, something ? () => void load(file, kind, found.sha256, wanted) : null));
    the('#preview-title', HTMLElement).focus();
  } catch (error) {
    if (!wanted.aborted) fill(outcome, failure(error, () => void preview(file)));
  }
  return undefined;
}

/** @param {File} file @param {Kind} kind @param {string} sha256 @param {AbortSignal} wanted */
async function load(file, kind, sha256, wanted) {
  busy(t('imports.loading'));
  try {
    fill(outcome, loadedPanel(await loadImport(file, kind, sha256, wanted)));
    the('#loaded-title', HTMLElement).focus();
  } catch (error) {
    if (!wanted.aborted) fill(outcome, failure(error, () => void preview(file)));
  }
}
