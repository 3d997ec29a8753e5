/** `/rules`: supervisors see what other rules for alerts would have done, before anybody switches them on. */

import { readRules, tryRules } from '../protocol/casework_api.js';
import { t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { replayedPanel, rulesForm } from '../ui/rules_panels.js';
import { openDesk } from './desk.js';

const { signal } = await openDesk({ current: '/rules', title: 'rules.title' });
const form = element('div');
const outcome = element('div', { class: 'stack' });
fill(the('#main', HTMLElement), element('h1', {}, t('rules.title')), element('p', { class: 'soft' }, t('rules.lead')), form, outcome);

/** Only the newest attempt may fill the page. */
let asked = new AbortController();

/** @param {string} text @param {number} days @returns {Promise<void>} */
async function attempt(text, days) {
  asked.abort();
  asked = new AbortController();
  const wanted = AbortSignal.any([asked.signal, signal]);
  fill(outcome, loading());
  try {
    const found = await tryRules(text, days, wanted);
    wanted.throwIfAborted();
    fill(outcome, replayedPanel(found));
    the('#replayed-title', HTMLElement).focus();
  } catch (error) {
    if (!wanted.aborted) fill(outcome, refused(error) ?? failure(error, () => void attempt(text, days)));
  }
}

/** What is wrong with the rules, line by line as the server says it. @param {unknown} error */
function refused(error) {
  const { code, message } = /** @type {{code?: string, message?: string}} */ (error);
  if (code !== 'invalid_field') return null;
  return element('div', { class: 'notice bad', role: 'alert' }, element('p', {}, t('rules.wrong')), element('ul', { dir: 'ltr' }, (message ?? '').split('\n').map((line) => element('li', {}, line))));
}

/** @returns {Promise<void>} */
async function open() {
  try {
    fill(form, rulesForm(await readRules(signal), (text, days) => void attempt(text, days)));
  } catch (error) {
    if (!signal.aborted) fill(form, failure(error, () => void open()));
  }
}

await open();
