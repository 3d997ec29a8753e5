/**
 * The worklist: each parcel that needs somebody, with what is wrong, what it is worth, by when, and what to do.
 */

import { serverNow } from '../protocol/server_clock.js';
import { adviceLine, whyWords } from './alert_words.js';
import { count, day, languageName, money, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').WorkLine} WorkLine */
/**
 * @typedef {object} Acts
 * @property {((line: WorkLine, although_night: boolean) => Promise<void>) | null} offer null for whoever takes no calls
 * @property {(line: WorkLine) => Promise<void>} settle
 */

/** @param {readonly WorkLine[]} lines @param {number} total @param {Acts} acts */
export function workItems(lines, total, acts) {
  return [
    element('p', { class: 'soft small', role: 'status' }, count('tasks.found', total)),
    element('ol', { class: 'plain work-list' }, lines.map((line) => workItem(line, acts))),
  ];
}

/** @param {WorkLine} line @param {Acts} acts */
function workItem(line, acts) {
  const { alert, cause, customer_name: name, customer_language: language } = line;
  const titleId = `work-${alert.id}`;
  const place = element(
    'li',
    { class: 'panel work-item', 'aria-labelledby': titleId },
    element(
      'div',
      { class: 'work-head' },
      element('h2', { id: titleId }, wordOr('anomaly', alert.anomaly)),
      element('div', { class: 'row' }, chips(line)),
    ),
    element(
      'p',
      { class: 'row' },
      element('a', { href: casePath(line), class: 'code-like' }, line.case_reference),
      element('span', { dir: 'auto' }, line.title),
      element('span', { class: 'soft' }, element('bdi', {}, name), ' · ', languageName(language)),
    ),
    element('p', {}, whyWords(alert)),
    element('blockquote', { dir: 'auto', lang: cause.language }, [cause.description, cause.location].filter(Boolean).join(' · ')),
    adviceLine(alert),
  );
  place.append(actions(line, place, acts));
  return place;
}

/** @param {WorkLine} line */
function chips({ alert, value, deadline, deadline_of: of, mood, because }) {
  const late = serverNow() > Date.parse(deadline);
  const why = because.map((reason) => wordOr('mood_because', reason)).join(', ');
  const due = of === 'promise' ? t('tasks.promised', { date: day(deadline) }) : t('tasks.due', { date: day(deadline) });
  return [
    value && element('span', { class: 'badge' }, money(value.amount, value.currency)),
    element('span', { class: 'badge' }, t('case.reading.since', { date: day(alert.since), days: count('case.days', alert.days) })),
    element('span', { class: late ? 'badge bad' : 'badge' }, late ? `${t('promised.overdue')} · ${due}` : due),
    mood !== 'calm' && element('span', { class: mood === 'upset' ? 'badge bad' : 'badge warn' }, why ? `${wordOr('mood', mood)}: ${why}` : wordOr('mood', mood)),
  ];
}

/** @param {WorkLine} line @param {HTMLElement} place @param {Acts} acts */
function actions(line, place, { offer, settle }) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  const { night_until: night, customer_name: name } = line;
  const asleep = night !== null && Date.parse(night) > serverNow();
  const asked = element('input', { type: 'checkbox' });
  /** @param {() => Promise<void>} act */
  const press = async (act) => {
    for (const button of [call, dealt]) button.disabled = true;
    trouble.hidden = true;
    try {
      await act();
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
    for (const button of [call, dealt]) button.disabled = false;
  };
  const done = async () => {
    await settle(line);
    fill(place, element('p', { role: 'status', tabindex: -1 }, t('tasks.settled_case', { reference: line.case_reference })));
    place.removeAttribute('aria-labelledby');
    place.querySelector('p')?.focus();
  };
  const call = element('button', { type: 'button', class: 'primary', hidden: asleep, onclick: () => void press(async () => offer?.(line, asked.checked)) }, t('tasks.offer'));
  const dealt = element('button', { type: 'button', class: 'quiet', onclick: () => void press(done) }, t('tasks.settle'));
  asked.addEventListener('change', () => (call.hidden = asleep && !asked.checked));
  return element(
    'div',
    { class: 'stack' },
    asleep && element('p', { class: 'small soft' }, t('contact.night', { name, time: when(night, { timeStyle: 'short' }) })),
    asleep && offer && element('label', { class: 'check small' }, asked, element('span', {}, t('contact.although_night'))),
    element('div', { class: 'row' }, offer && call, dealt, element('a', { href: casePath(line) }, t('tasks.open'))),
    trouble,
  );
}

/** @param {WorkLine} line */
function casePath({ case_reference: reference }) {
  return `/agent/cases/${encodeURIComponent(reference)}`;
}
