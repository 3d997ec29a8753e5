/**
 * What both pages know of the files that came from the call, and of what the agent asked for. Pure.
 *
 * The server tells all of it at each change; two nodes may tell side by side, so a file that was there stays there, and what
 * is settled stays settled.
 */

/** @typedef {import('../protocol/wire.js').EvidenceFile} EvidenceFile */
/** @typedef {import('../protocol/wire.js').EvidenceRequest} EvidenceRequest */
/** @typedef {{request: EvidenceRequest | null, files: readonly EvidenceFile[], statement: string | null}} EvidenceView */

/** @type {EvidenceView} */
export const NO_EVIDENCE = Object.freeze({ request: null, files: [], statement: null });

/** How far a wish has come: a word that is behind it is old. */
const FAR = { asked: 0, accepted: 1, declined: 2, failed: 2, withdrawn: 3, filed: 4 };

/** @param {EvidenceView} known @param {EvidenceView} told @returns {EvidenceView} */
export function evidenceHeard(known, told) {
  const files = new Map([...known.files, ...told.files].map((file) => [file.id, file]));
  return { request: newest(known.request, told.request), statement: told.statement, files: [...files.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at)) };
}

/** The wish the customer is to answer. @param {EvidenceView} view */
export function openRequest({ request }) {
  return request && isOpen(request) ? request : null;
}

/** @param {EvidenceRequest} request */
export function isOpen({ state }) {
  return state === 'asked' || state === 'accepted';
}

/** @param {EvidenceRequest | null} known @param {EvidenceRequest | null} told */
function newest(known, told) {
  if (!known || !told) return told ?? known;
  if (known.id !== told.id) return Date.parse(told.asked_at) >= Date.parse(known.asked_at) ? told : known;
  return FAR[told.state] >= FAR[known.state] ? told : known;
}

/** The first characters of a hash, as people compare it. @param {string} sha256 */
export function shortHash(sha256) {
  return sha256.slice(0, 8);
}
