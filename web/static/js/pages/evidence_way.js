/**
 * How a page of a call reaches the files of its case: a customer's by the token of the page, an agent's by the cookie.
 */

import { evidenceUrl, fetchEvidence, uploadEvidence } from '../protocol/evidence_api.js';
import { EvidenceSending } from '../state/evidence_sending.js';
import { agreedWords } from '../ui/photo_words.js';
import { smallerCopy } from '../ui/smaller_copy.js';
import { takeStill } from '../ui/still.js';

/** @typedef {import('../ui/evidence_on_stage.js').EvidenceWay} EvidenceWay */

/**
 * @param {object} page
 * @param {() => {reference: string, token: string}} page.door as it is now: a token may be renewed
 * @param {ConstructorParameters<typeof EvidenceSending>[0]['answer']} page.answer
 * @param {ConstructorParameters<typeof EvidenceSending>[0]['filed']} page.filed
 * @param {ConstructorParameters<typeof EvidenceSending>[0]['gaveUp']} page.gaveUp
 * @param {AbortSignal} page.signal the page's life
 * @returns {EvidenceWay}
 */
export function customersWay({ door, answer, filed, gaveUp, signal }) {
  /** @type {Map<string, Promise<string>>} */
  const fetched = new Map();
  const url = (/** @type {string} */ id, /** @type {'file' | 'preview'} */ what) => {
    const known = fetched.get(`${id} ${what}`) ?? fetchEvidence(door(), id, what, signal).then((blob) => URL.createObjectURL(blob));
    fetched.set(`${id} ${what}`, known);
    known.catch(() => fetched.delete(`${id} ${what}`));
    return known;
  };
  signal.addEventListener('abort', () => fetched.forEach((one) => void one.then((found) => URL.revokeObjectURL(found), () => {})), { once: true });
  const sending = new EvidenceSending({ upload: async (file, about) => uploadEvidence(door(), { file, ...about, agreed: await agreedWords() }), answer, filed, gaveUp, smaller: smallerCopy });
  signal.addEventListener('abort', () => sending.end(), { once: true });
  return { sending, url: ({ id }, what) => url(id, what), still: takeStill };
}

/** @param {string} reference @returns {EvidenceWay} */
export function agentsWay(reference) {
  return { sending: null, url: async ({ id }, what) => evidenceUrl({ reference }, id, what), still: takeStill };
}
