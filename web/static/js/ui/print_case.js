/**
 * A case on paper: facts, journey, what happened, what was promised, who agreed to what, and what is on file.
 */

import { momentItem } from './case_timeline.js';
import { count, countryName, day, languageName, money, t, when, wordOr, writing } from './desk_words.js';
import { element } from './element.js';
import { facts, panel } from './facts.js';
import { dealings } from './print_dealings.js';
import { routePanel } from './route_strip.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/** @typedef {import('../protocol/desk.js').CaseMoment} CaseMoment */
/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').Checklist} Checklist */
/** @typedef {import('../protocol/desk.js').EvidenceRecord} EvidenceRecord */
/** @typedef {import('../protocol/desk.js').Place} Place */
/** @typedef {{view: CaseView, checklist: Checklist, moments: readonly CaseMoment[], more: boolean, calls: readonly CallRecord[], evidence: readonly EvidenceRecord[], done: import('./print_dealings.js').Dealings}} Printed */

/** @param {Printed} about @param {{by: string, at: Date}} made */
export function printedCase({ view, checklist, moments, more, calls, evidence, done }, made) {
  return [
    element(
      'header',
      { class: 'print-head' },
      element('h1', {}, element('span', { class: 'code-like' }, view.reference), ' ', element('span', { dir: 'auto' }, view.title)),
      element('p', { class: 'soft' }, t('print.made', { date: when(made.at), name: made.by })),
    ),
    aboutPanel(view),
    checkedPanel(checklist),
    routePanel(view, { whole: true }),
    ...dealings(done),
    promises(view),
    happened(moments, more),
    consents(calls),
    files(evidence),
  ];
}

/** @param {CaseView} view */
function aboutPanel({ stage, owner, reading, parcel, customer, order_reference: order, facts: told }) {
  const wrong = reading && [wordOr('anomaly', reading.anomaly), t('case.reading.since', { date: day(reading.since), days: count('case.days', reading.days) })].join(', ');
  return panel(
    t('print.facts'),
    { id: 'print-facts' },
    facts([
      [t('agent.stage'), t(`stage.${stage}`)],
      [t('owner.label'), owner?.name ?? t('owner.nobody')],
      [t('case.reading'), wrong ?? t('case.reading.none')],
      [t('case.customer'), customer.name],
      [t('case.speaks'), languageName(customer.language)],
      [t('case.country'), customer.country && countryName(customer.country)],
      [t('case.contact'), customer.contact],
      [t('case.order'), order],
      [t('case.tracking'), parcel.tracking_number && element('span', { class: 'code-like' }, parcel.tracking_number)],
      [t('case.carrier'), parcel.carrier],
      [t('case.shipped'), parcel.shipped_on && day(parcel.shipped_on)],
      [t('case.value'), parcel.value && money(parcel.value.amount, parcel.value.currency)],
      [t('case.route'), [parcel.origin, parcel.destination].filter((one) => one !== null).map(placeName).join(' – ')],
      ...Object.entries(told),
    ]),
  );
}

/** @param {Place} place */
function placeName({ city, country }) {
  return city ? `${city} (${countryName(country)})` : countryName(country);
}

/** @param {Checklist} list */
function checkedPanel({ items }) {
  return panel(
    t('fact.title'),
    { id: 'print-checked' },
    element('table', { class: 'print-table' }, element('tbody', {}, items.map(({ item, given }) => element(
      'tr',
      {},
      element('th', { scope: 'row' }, wordOr('fact', item)),
      element('td', {}, given ? t(`fact.answer.${given.answer}`) : t('fact.open')),
      element('td', { dir: 'auto' }, given && [given.note, wordOr('fact.source', given.source), given.by_name, when(given.at)].filter(Boolean).join(' · ')),
    )))),
  );
}

/** @param {CaseView} view */
function promises({ commitments }) {
  const rows = commitments.map(({ channel, note, starts_at: from, due_at: to, state, settled_at: at, settled_by: by }) => element(
    'tr',
    {},
    element('th', { scope: 'row' }, t(`promised.${channel ?? 'promise'}`)),
    element('td', {}, new Intl.DateTimeFormat(writing(), { dateStyle: 'medium', timeStyle: 'short' }).formatRange(new Date(from), new Date(to))),
    element('td', { dir: 'auto' }, [state === 'open' ? t('print.open') : t(`promised.${state}`, { name: by ?? '', when: when(at ?? to) }), note].filter(Boolean).join(' · ')),
  ));
  return panel(t('promised.title'), { id: 'print-promised' }, rows.length > 0 ? table(rows) : nothing(t('print.promised.none')));
}

/** @param {readonly CaseMoment[]} moments @param {boolean} more */
function happened(moments, more) {
  const list = moments.length > 0 ? element('ol', { class: 'track moments' }, moments.map(momentItem)) : nothing(t('moments.none'));
  return panel(t('moments.title'), { id: 'print-moments' }, list, more && nothing(t('print.older')));
}

/** @param {readonly CallRecord[]} calls */
function consents(calls) {
  const rows = calls.flatMap((call) => call.consents.map(({ participant_id: id, purpose, decision, at, locale, wording_sha256: hash }) => element(
    'tr',
    {},
    element('th', { scope: 'row', dir: 'auto' }, call.participants.find((one) => one.id === id)?.name ?? t('desk.unknown')),
    element('td', {}, `${t(`purpose.${purpose}`)}: ${t(`decision.${decision}`)}`),
    element('td', {}, when(at)),
    element('td', {}, languageName(locale), ' · ', element('code', { dir: 'ltr' }, hash.slice(0, 16))),
  )));
  return panel(t('log.consents'), { id: 'print-consents' }, rows.length > 0 ? table(rows) : nothing(t('log.consents.none')));
}

/** @param {readonly EvidenceRecord[]} evidence */
function files(evidence) {
  const rows = evidence.map(({ name, media_type: kind, size, by_name: by, at, sha256 }) => element(
    'tr',
    {},
    element('th', { scope: 'row', dir: 'auto' }, name),
    element('td', {}, `${kind}, ${new Intl.NumberFormat(writing(), { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(Math.max(1, Math.round(size / 1000)))}`),
    element('td', { dir: 'auto' }, `${by} · ${when(at)}`),
    element('td', {}, 'SHA-256 ', element('code', { dir: 'ltr' }, sha256)),
  ));
  return panel(t('case.evidence'), { id: 'print-evidence' }, rows.length > 0 ? table(rows) : nothing(t('case.evidence.none')));
}

/** @param {HTMLElement[]} rows */
function table(rows) {
  return element('table', { class: 'print-table' }, element('tbody', {}, rows));
}

/** @param {string} words */
function nothing(words) {
  return element('p', { class: 'soft' }, words);
}
