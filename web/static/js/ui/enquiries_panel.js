/**
 * The carrier asked: each enquiry with its day and all that was written, what its answer asks for, and the forms for more.
 */

import { count, countryName, day, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { againForm, answerForm, askForm } from './enquiry_forms.js';
import { formDetails } from './form_details.js';
import { proposalsNotice } from './proposals.js';

/** @typedef {import('../protocol/desk.js').EnquiryDesk} EnquiryDesk */
/** @typedef {import('../protocol/desk.js').EnquiryView} EnquiryView */
/** @typedef {import('../protocol/desk.js').LetterView} LetterView */
/** @typedef {import('../protocol/desk.js').EvidenceRecord} EvidenceRecord */
/**
 * @typedef {object} Acts
 * @property {(enquiry: import('../protocol/desk.js').NewEnquiry) => Promise<void>} ask each of these draws the panel anew
 * @property {(enquiryId: string, letter: import('../protocol/desk.js').NewLetter) => Promise<void>} file
 * @property {(language: string) => Promise<import('../protocol/desk.js').EnquiryDraft>} draft
 * @property {(proposal: import('../protocol/desk.js').Proposal) => Promise<void>} follow
 * @property {() => Promise<readonly EvidenceRecord[]>} files of the case
 * @property {AbortSignal} signal
 */

/** @param {HTMLElement} place @param {EnquiryDesk} desk @param {Acts} acts */
export function showEnquiries(place, desk, acts) {
  const { enquiries, proposals } = desk;
  const open = enquiries.filter(({ state }) => state === 'open').length;
  fill(
    place,
    element('div', { class: 'headline' }, element('h2', { id: 'carrier-title', tabindex: -1 }, t('enquiry.title')), open > 0 && element('span', { class: 'soft small' }, count('enquiry.open', open))),
    enquiries.length === 0 && element('p', { class: 'soft' }, t('enquiry.none')),
    proposals.length > 0 && proposalsNotice(proposals, acts.follow),
    enquiries.length > 0 && element('ol', { class: 'plain enquiries' }, enquiries.map((enquiry) => enquiryItem(enquiry, acts))),
    formDetails('enquiry-new', t(enquiries.length > 0 ? 'enquiry.ask_more' : 'enquiry.ask'), () => askForm(desk, acts), { look: 'primary' }),
  );
}

/** @param {EnquiryView} enquiry @param {Acts} acts */
function enquiryItem(enquiry, acts) {
  const { id, carrier, channel, asked_at: at, asked_by: by, address, letters, state } = enquiry;
  return element(
    'li',
    { 'data-enquiry': id },
    element('p', { class: 'row' }, element('strong', {}, [wordOr('enquiry.channel', channel), carrier].filter(Boolean).join(' · ')), standing(enquiry)),
    element('p', { class: 'small soft', dir: 'auto' }, [t('enquiry.asked', { when: when(at), name: by }), address].filter(Boolean).join(' · ')),
    state === 'open' && element('p', { class: 'small soft' }, waitWords(enquiry)),
    element('details', {}, element('summary', {}, count('enquiry.letters', letters.length)), element('ol', { class: 'plain letters' }, letters.map(letterItem))),
    element('div', { class: 'row' }, formDetails(`answer-${id}`, t('enquiry.answer'), () => answerForm(enquiry, acts)), formDetails(`again-${id}`, t('enquiry.again'), () => againForm(enquiry, acts))),
  );
}

/** @param {EnquiryView} enquiry */
function standing({ state, outcome, overdue, due_on: dueOn }) {
  if (state === 'closed') return element('span', { class: 'badge good' }, outcome ? wordOr('enquiry.outcome', outcome) : t('enquiry.closed'));
  const words = t(overdue ? 'enquiry.overdue' : 'enquiry.due', { date: day(dueOn) });
  return [outcome && element('span', { class: 'badge' }, wordOr('enquiry.outcome', outcome)), element('span', { class: overdue ? 'badge bad' : 'badge' }, words)];
}

/** @param {EnquiryView} enquiry */
function waitWords({ days, countries }) {
  const list = new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(countries.map(countryName));
  return [count('enquiry.working_days', days), countries.length > 0 && t('enquiry.holidays', { countries: list })].filter(Boolean).join(' · ');
}

/** @param {LetterView} letter */
export function letterItem({ direction, channel, at, by_name: name, subject, text, outcome, evidence_ids: files }) {
  const head = [t(`enquiry.direction.${direction}`), wordOr('enquiry.channel', channel), when(at), name].join(' · ');
  return element(
    'li',
    {},
    element('p', { class: 'small soft', dir: 'auto' }, head),
    outcome && element('p', {}, element('span', { class: 'badge' }, wordOr('enquiry.outcome', outcome))),
    subject && element('p', { dir: 'auto' }, element('strong', {}, subject)),
    text && element('blockquote', { class: 'letter-text', dir: 'auto' }, text),
    files.length > 0 && element('p', { class: 'small soft' }, count('enquiry.files', files.length)),
  );
}
