/**
 * The customer of one case: the plan for their next word, the message for it, and what they were told.
 */

import { previewContact, readContacts, tellCustomer } from '../protocol/contacts_api.js';
import { element, fill } from '../ui/element.js';
import { nightWords, showContacts } from '../ui/contacts_panel.js';

/** @typedef {import('../protocol/desk.js').ContactDesk} ContactDesk */
/** @typedef {import('../protocol/desk.js').CaseView} CaseView */

/** @param {{view: CaseView, happened: () => void, signal: AbortSignal}} about @returns {{panel: HTMLElement, night: HTMLElement, write: (moment: string) => void, refresh: (now?: CaseView) => Promise<void>}} `night` stands where a call is begun; `refresh` with the case as it has become */
export function caseContacts({ view, happened, signal }) {
  const { reference, customer } = view;
  const panel = element('section', { class: 'panel', id: 'contacts', 'aria-labelledby': 'contacts-title', hidden: true });
  const night = element('p', { class: 'notice', hidden: true });
  let write = (/** @type {string} */ _moment) => {};
  let shown = view;
  /** @param {ContactDesk} desk */
  const draw = (desk) => {
    panel.hidden = false;
    const local = desk.local_time;
    night.hidden = !local.is_night;
    fill(night, local.is_night && nightWords(local, customer.name));
    write = showContacts(panel, desk, shown, acts).write;
  };
  const acts = {
    preview: (/** @type {import('../protocol/desk.js').WantedLetter} */ wanted) => previewContact(reference, wanted, signal),
    tell: async (/** @type {import('../protocol/desk.js').NewContact} */ contact) => {
      draw(await tellCustomer(reference, contact, signal));
      panel.querySelector('h2')?.focus();
      happened();
    },
    signal,
  };
  /** What somebody writes is not taken from under their hands. */
  const isWritten = () => panel.querySelector('#contact-new[open]') !== null;
  const refresh = (now = shown) => {
    shown = now;
    return readContacts(reference, signal).then((desk) => isWritten() || draw(desk)).then(() => {}, () => {}); // the rest of the case is there
  };
  void refresh();
  return { panel, night, write: (moment) => write(moment), refresh };
}
