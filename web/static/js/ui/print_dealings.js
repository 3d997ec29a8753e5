/**
 * On paper, what was done about a case: the carrier asked, the customer told, what was decided, what is claimed back. What
 * nobody has done yet is left out.
 */

import { statementItem, stepItem } from './claim_panel.js';
import { day, languageName, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { letterItem } from './enquiries_panel.js';
import { panel } from './facts.js';
import { deedItem, sum } from './solution_panel.js';

/** @typedef {import('../protocol/desk.js').EnquiryDesk} EnquiryDesk */
/** @typedef {import('../protocol/desk.js').ContactDesk} ContactDesk */
/** @typedef {import('../protocol/desk.js').SolutionDesk} SolutionDesk */
/** @typedef {import('../protocol/desk.js').ClaimDesk} ClaimDesk */
/** @typedef {{carrier: EnquiryDesk, customer: ContactDesk, solution: SolutionDesk, claim: ClaimDesk}} Dealings */

/** @param {Dealings} about */
export function dealings({ carrier, customer, solution, claim }) {
  return [asked(carrier), told(customer), decided(solution), claimed(claim)];
}

/** @param {EnquiryDesk} desk */
function asked({ enquiries }) {
  if (enquiries.length === 0) return null;
  return panel(
    t('enquiry.title'),
    { id: 'print-carrier' },
    enquiries.map(({ carrier, channel, asked_at: at, asked_by: by, outcome, due_on: dueOn, letters }) => element(
      'div',
      {},
      element('p', {}, element('strong', {}, [wordOr('enquiry.channel', channel), carrier].filter(Boolean).join(' · '))),
      element('p', { class: 'small', dir: 'auto' }, [t('enquiry.asked', { when: when(at), name: by }), outcome ? wordOr('enquiry.outcome', outcome) : t('enquiry.due', { date: day(dueOn) })].join(' · ')),
      element('ol', { class: 'plain letters' }, letters.map(letterItem)),
    )),
  );
}

/** @param {ContactDesk} desk */
function told({ contacts }) {
  if (contacts.length === 0) return null;
  return panel(
    t('contact.title'),
    { id: 'print-contacts' },
    element('ol', { class: 'plain letters' }, contacts.map(({ moment, way, at, by_name: by, language, subject, text, next_update_at: next }) => element(
      'li',
      {},
      element('p', {}, element('strong', { dir: 'auto' }, moment ? wordOr('contact.moment', moment) : subject)),
      element('p', { class: 'small', dir: 'auto' }, [when(at), t(`contact.way.${way}`), by, languageName(language), next && t('contact.promised_next', { when: when(next) })].filter(Boolean).join(' · ')),
      element('blockquote', { class: 'letter-text', dir: 'auto', lang: language }, text),
    ))),
  );
}

/** @param {SolutionDesk} desk */
function decided({ decision, deeds }) {
  if (deeds.length === 0) return null;
  return panel(
    t('solution.title'),
    { id: 'print-solution' },
    decision && element('p', {}, element('strong', {}, `${wordOr('solution.kind', decision.kind)}, ${sum(decision.amount)}`), ' · ', wordOr('solution.standing', decision.standing)),
    element('ol', { class: 'plain' }, deeds.map(deedItem)),
  );
}

/** @param {ClaimDesk} desk */
function claimed({ claims, steps, recovered, statements, vouchers }) {
  if (steps.length === 0 && statements.length === 0) return null;
  const there = vouchers.filter((each) => each.there);
  return panel(
    t('claim.title'),
    { id: 'print-claim' },
    claims.map(({ whom, name, standing }) => standing && element('p', {}, element('strong', {}, [t(`claim.whom.${whom}`), name].filter(Boolean).join(' · ')), ' · ', wordOr('claim.step', standing))),
    recovered.length > 0 && element('p', {}, t('claim.recovered', { sum: recovered.map(sum).join(', ') })),
    steps.length > 0 && element('ol', { class: 'plain' }, steps.map(stepItem)),
    statements.length > 0 && element('h3', {}, t('claim.statement')),
    statements.flatMap(statementItem),
    element('p', {}, `${t('claim.vouchers', { there: there.length, total: vouchers.length })}: `, there.map(({ voucher }) => wordOr('claim.voucher', voucher)).join(', ')),
  );
}
