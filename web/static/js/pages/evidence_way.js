/**
 * How a page of a call reaches the files of its case: a customer's by the token of the page, an agent's by the cookie.
 */

import { evidenceUrl, fetchEvidence, uploadEvidence } from '../protocol/evidence_api.js';
import { takeStill } from '../ui/still.js';

/** @typedef {import('../ui/evidence_on_stage.js').EvidenceWay} EvidenceWay */

/** @param {() => {reference: string, token: string}} door as it is now: a token may be renewed @param {AbortSignal} signal the page's life @returns {EvidenceWay} */
export function customersWay(door, signal) {
  /** @type {Map<string, Promise<string>>} */
  const fetched = new Map();
  const url = (/** @type {string} */ id, /** @type {'file' | 'preview'} */ what) => {
    const known = fetched.get(`${id} ${what}`) ?? fetchEvidence(door(), id, what, signal).then((blob) => URL.createObjectURL(blob));
    fetched.set(`${id} ${what}`, known);
    known.catch(() => fetched.delete(`${id} ${what}`));
    return known;
  };
  signal.addEventListener('abort', () => fetched.forEach((one) => void one.then((found) => URL.revokeObjectURL(found), () => {})), { once: true });
  return { upload: (file, about) => uploadEvidence(door(), { file, ...about }), url: ({ id }, what) => url(id, what), still: takeStill };
}

/** @param {string} reference @returns {EvidenceWay} */
export function agentsWay(reference) {
  return { upload: null, url: async ({ id }, what) => evidenceUrl({ reference }, id, what), still: takeStill };
}
