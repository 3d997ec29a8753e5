/**
 * Facts checked: five questions, what can be seen without asking, and who has answered what, when, and where from.
 */

import { answerForm } from './fact_form.js';
import { countryName, duration, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {import('../protocol/desk.js').Checklist} Checklist */
/** @typedef {import('../protocol/desk.js').CheckItem} CheckItem */
/** @typedef {import('../protocol/desk.js').GivenAnswer} GivenAnswer */
/** @typedef {import('../protocol/desk.js').Remark} Remark */
/** @typedef {import('../protocol/desk.js').FactAnswer} FactAnswer */
/**
 * @typedef {object} Asked
 * @property {(item: string, answer: FactAnswer) => Promise<void>} save draws the list anew
 * @property {() => string | null} callId of the talk with this customer that goes on
 * @property {string} country of the destination, for an address nobody has said yet
 */

const LOOKS = /** @type {const} */ ({ yes: 'good', no: 'warn', unknown: '' });
/** Where a yes is the bad news. */
const YES_IS_NEWS = new Set(['notice', 'return']);

/** @param {HTMLElement} place @param {Checklist} list @param {Asked} asked */
export function showChecklist(place, { items, open }, asked) {
  const opened = new Set([...place.querySelectorAll('details[open]')].map((each) => each.id));
  fill(
    place,
    element('div', { class: 'headline' }, element('h2', { id: 'facts-title', tabindex: -1 }, t('fact.title')), element('span', { class: 'soft small' }, t('fact.done', { done: items.length - open, total: items.length }))),
    element('ol', { class: 'plain fact-list' }, items.map((item) => factItem(item, asked, opened))),
  );
}

/** @param {CheckItem} item @param {Asked} asked @param {ReadonlySet<string>} opened */
function factItem(item, asked, opened) {
  const { item: name, known, remarks, given, earlier } = item;
  const form = answerForm(item, asked);
  const details = element('details', { id: `fact-${name}`, open: opened.has(`fact-${name}`), ontoggle: () => form.opened() }, element('summary', {}, t(given ? 'fact.change' : 'fact.answer')), form.place);
  const use = (/** @type {string} */ number) => {
    details.open = true;
    form.useNumber(number);
  };
  return element(
    'li',
    { 'data-item': name },
    element('p', { class: 'row' }, element('strong', {}, wordOr('fact', name)), verdict(name, given)),
    known && element('p', { class: 'soft', dir: 'auto' }, name === 'address' && asked.country ? `${known}, ${countryName(asked.country)}` : known),
    given?.address && element('p', { class: 'soft', dir: 'auto' }, addressLine(given.address)),
    given?.number && given.number !== known && element('p', { class: 'code-like' }, given.number),
    remarks.flatMap((remark) => remarkLine(remark, use)),
    given && element('p', { class: 'small soft', dir: 'auto' }, givenLine(given)),
    earlier.length > 0 && element('details', {}, element('summary', {}, t('fact.earlier')), earlier.map((each) => element('p', { class: 'small soft', dir: 'auto' }, `${t(`fact.answer.${each.answer}`)} · ${givenLine(each)}`))),
    details,
  );
}

/** @param {string} item @param {GivenAnswer | null} given */
function verdict(item, given) {
  if (!given) return element('span', { class: 'badge' }, t('fact.open'));
  const swapped = /** @type {const} */ ({ yes: 'no', no: 'yes', unknown: 'unknown' });
  const look = LOOKS[YES_IS_NEWS.has(item) ? swapped[given.answer] : given.answer];
  return element('span', { class: `badge ${look}`.trim() }, t(`fact.answer.${given.answer}`));
}

/** @param {GivenAnswer} given */
function givenLine({ by_name: name, at, source, call_second: second, note }) {
  const heard = second === null ? wordOr('fact.source', source) : t('fact.heard', { minute: duration(second) });
  return [name, when(at), heard, note].filter(Boolean).join(' · ');
}

/** @param {import('../protocol/desk.js').Address} address */
function addressLine({ street, house, flat, postcode, city, region, country }) {
  const line = [[street, house].filter(Boolean).join(' '), flat, [postcode, city].filter(Boolean).join(' '), region, countryName(country)];
  return line.filter(Boolean).join(', ');
}

/** @param {Remark} remark @param {(number: string) => void} use */
function remarkLine({ seen, values }, use) {
  const spoken = { missing_parts: () => values.map((part) => wordOr('fact.part', part)), odd_postcode: () => values.map(countryName) };
  const said = seen in spoken ? spoken[/** @type {keyof typeof spoken} */ (seen)]() : values;
  const line = element('p', { class: 'remark' }, wordOr('fact.seen', seen, { values: said.join(', ') }));
  if (seen !== 'wrong_check_digit' || values.length === 0) return line;
  return [
    line,
    element('p', { class: 'row' }, t('fact.did_you_mean'), values.map((number) => element('button', { type: 'button', class: 'code-like', onclick: () => use(number) }, number))),
  ];
}
