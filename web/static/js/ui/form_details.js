/**
 * A form behind its own words. It is made when it is opened: by then there may be a call, and another file.
 */

import { element, fill } from './element.js';

/** @param {string} id @param {string} words @param {() => HTMLElement} make @param {{look?: string}} [how] */
export function formDetails(id, words, make, { look = '' } = {}) {
  const place = element('div', {});
  const opened = () => {
    if (details.open && !place.hasChildNodes()) fill(place, make());
  };
  const details = element('details', { id, class: `form-details ${look}`.trim(), ontoggle: opened }, element('summary', {}, words), place);
  return details;
}
