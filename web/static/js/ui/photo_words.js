/**
 * What a customer reads before a photo of theirs goes out of a call: its language and fingerprint go with the photo, so that
 * whoever reads it in a claim years later knows under which words it was sent.
 */

import { hashOf } from '../state/evidence_sending.js';
import { currentLocale, t } from './words.js';

/** A line each, in this order and with their gaps, as `web/photo_words.py` puts them together (a test compares). */
export const PHOTO_WORDS = Object.freeze(['evidence.what', 'evidence.check', 'evidence.check.readable', 'evidence.place', 'evidence.confirm']);

/** @returns {Promise<{locale: string, sha256: string}>} */
export async function agreedWords() {
  const text = PHOTO_WORDS.map((key) => t(key)).join('\n');
  return { locale: currentLocale(), sha256: await hashOf(new Blob([text])) };
}
