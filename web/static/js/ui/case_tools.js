/**
 * What can be done with a case as a whole: somebody looks after it, and it is printed.
 */

import { t } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { helpdeskLink } from './helpdesk_link.js';

/** @typedef {import('../protocol/desk.js').Owner} Owner */
/** @typedef {import('../protocol/desk.js').Person} Person */

/**
 * @param {object} about
 * @param {string} about.reference
 * @param {Owner | null} about.owner
 * @param {string} about.ownId of the reader
 * @param {readonly Person[] | null} about.people whom the reader may give it to; null: only to themselves
 * @param {string | null} about.ticket where the case stands in the helpdesk
 * @param {(userId: string | null) => Promise<Owner | null>} about.give
 */
export function caseTools({ reference, owner, ownId, people, ticket, give }) {
  const line = element('div', { class: 'row' });
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  /** @param {string | null} userId */
  const press = async (userId) => {
    trouble.hidden = true;
    try {
      draw(await give(userId));
      /** @type {HTMLElement | null} */ (line.querySelector('button, select'))?.focus();
    } catch (error) {
      trouble.textContent = wordsForError(error);
      trouble.hidden = false;
    }
  };
  /** @param {Owner | null} now */
  const draw = (now) => {
    const own = now?.id === ownId;
    const button = element('button', { type: 'button', onclick: () => void press(own ? null : ownId) }, t(own ? 'owner.give_back' : 'owner.take'));
    const label = element('span', { class: 'soft' }, `${t('owner.label')}: `);
    if (people) fill(line, label, choice(now, people, press));
    else fill(line, element('span', { role: 'status' }, label, element('bdi', {}, now?.name ?? t('owner.nobody'))), button);
  };
  draw(owner);
  return element(
    'div',
    { class: 'case-tools' },
    line,
    element('span', { class: 'row' }, ticket && helpdeskLink(ticket), element('a', { href: `/agent/cases/${encodeURIComponent(reference)}/print`, target: '_blank', rel: 'noopener' }, t('case.print'))),
    trouble,
  );
}

/** @param {Owner | null} now @param {readonly Person[]} people @param {(userId: string | null) => Promise<void>} press */
function choice(now, people, press) {
  const select = element(
    'select',
    { 'aria-label': t('owner.label'), onchange: () => void press(select.value || null) },
    element('option', { value: '' }, t('owner.nobody')),
    people.map(({ id, name }) => element('option', { value: id, selected: id === now?.id }, name)),
  );
  return select;
}
