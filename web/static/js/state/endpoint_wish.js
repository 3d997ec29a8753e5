/**
 * What an endpoint is told, between the fields of a form and what the server takes. Pure.
 */

/** Everything that goes out. */
export const EVENT_TYPES = Object.freeze(['call.started', 'call.ended', 'recording.ready', 'summary.attached', 'case.stage_changed', 'case.alert', 'case.letter', 'enquiry.overdue', 'commitment.due']);
/** What of a case an endpoint may choose by. */
export const CASE_FIELDS = Object.freeze(['kind', 'carrier', 'customer_country', 'customer_language']);

/** @param {string} text values with commas between them, in whichever script @returns {string[]} */
export function values(text) {
  return [...new Set(text.split(/[,،，、;]/).map((value) => value.trim()).filter(Boolean))];
}

/** Empty fields choose nothing. @param {Record<string, string>} texts by field @returns {Record<string, string[]>} */
export function chosenCases(texts) {
  return Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, values(text)]).filter(([, found]) => found.length > 0));
}

/** How somebody recognises an endpoint. @param {{description: string, url: string, id: string}} endpoint */
export function nameOf({ description, url, id }) {
  return description || (URL.canParse(url) ? new URL(url).host : url) || id;
}
