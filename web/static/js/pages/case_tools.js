/** Who looks after the case that is shown, the way to its print view, and to its ticket in the helpdesk. */

import { readChoices, setOwner } from '../protocol/case_screens_api.js';
import { readTicket } from '../protocol/webhooks_api.js';
import { caseTools } from '../ui/case_tools.js';
import { element, fill } from '../ui/element.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */

/** @param {CaseView} view @param {{page: import('./console.js').Console, happened: () => void, signal: AbortSignal}} how */
export function toolsOf({ reference, owner }, { page, happened, signal }) {
  const place = element('div', {});
  /** What comes later is drawn with what is known by then. @type {{people: readonly import('../protocol/desk.js').Person[] | null, ticket: string | null}} */
  const known = { people: null, ticket: null };
  let kept = owner;
  const give = async (/** @type {string | null} */ userId) => {
    const { owner: now } = await setOwner(reference, userId, signal);
    kept = now;
    happened();
    return now;
  };
  /** @param {Partial<typeof known>} more */
  const draw = (more) => {
    Object.assign(known, more);
    fill(place, caseTools({ reference, owner: kept, ownId: page.session.user.id, ...known, give }));
  };
  draw({});
  if (!page.isAgent) void readChoices(signal).then(({ owners }) => draw({ people: owners }), () => {}); // they can still take it themselves
  void readTicket(reference, signal).then(({ url }) => url && draw({ ticket: url }), () => {}); // the case is here without it
  return place;
}
