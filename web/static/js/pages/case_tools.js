/** Who looks after the case that is shown, and the way to its print view. */

import { readChoices, setOwner } from '../protocol/case_screens_api.js';
import { caseTools } from '../ui/case_tools.js';
import { element, fill } from '../ui/element.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */

/** @param {CaseView} view @param {{page: import('./console.js').Console, happened: () => void, signal: AbortSignal}} how */
export function toolsOf({ reference, owner }, { page, happened, signal }) {
  const place = element('div', {});
  const give = async (/** @type {string | null} */ userId) => {
    const { owner: now } = await setOwner(reference, userId, signal);
    happened();
    return now;
  };
  /** @param {readonly import('../protocol/desk.js').Person[] | null} people */
  const draw = (people) => fill(place, caseTools({ reference, owner, ownId: page.session.user.id, people, give }));
  draw(null);
  if (!page.isAgent) void readChoices(signal).then(({ owners }) => draw(owners), () => {}); // they can still take it themselves
  return place;
}
