/**
 * The claim of one case: read at opening, drawn anew with each thing that is noted, and while a pack is being made.
 */

import { askForPack, askStatement, markVoucher, noteStep, packUrl, readClaim } from '../protocol/claims_api.js';
import { readEvidence } from '../protocol/desk_api.js';
import { showClaim } from '../ui/claim_panel.js';
import { currentLocale } from '../ui/desk_words.js';
import { element } from '../ui/element.js';

/** @typedef {import('../protocol/desk.js').ClaimDesk} ClaimDesk */

const LOOK_AGAIN_MS = 1500;

/** @param {{reference: string, value: import('../protocol/desk.js').Money | null, callId: () => string | null, noted: () => void, signal: AbortSignal}} about */
export function caseClaim({ reference, value, callId, noted, signal }) {
  const panel = element('section', { class: 'panel', id: 'claim', 'aria-labelledby': 'claim-title', hidden: true });
  /** The link of the statement, told once. @type {string | null} */
  let link = null;
  /** @type {readonly import('../protocol/desk.js').EvidenceRecord[]} */
  let files = [];
  /** @param {ClaimDesk} desk */
  const draw = (desk) => {
    panel.hidden = false;
    if (desk.asked?.state !== 'asked') link = null;
    showClaim(panel, desk, { ...acts, link, files });
    if (desk.packs.some(({ state }) => state === 'asked')) later();
  };
  const later = () => {
    const timer = setTimeout(() => void again(), LOOK_AGAIN_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  const again = async () => {
    try {
      const [desk, { evidence }] = await Promise.all([readClaim(reference, signal), readEvidence(reference, signal)]);
      files = evidence;
      draw(desk);
    } catch {
      // the rest of the case is there
    }
  };
  /** @param {ClaimDesk} desk */
  const anew = (desk) => {
    draw(desk);
    panel.querySelector('h2')?.focus();
    noted();
  };
  const acts = {
    value,
    signal,
    url: (/** @type {string} */ id, /** @type {'pdf' | 'zip'} */ form) => packUrl(reference, id, form),
    note: async (/** @type {import('../protocol/desk.js').NewStep} */ step) => anew(await noteStep(reference, step, signal)),
    mark: async (/** @type {string} */ item, /** @type {string} */ id) => anew(await markVoucher(reference, { item, evidence_id: id }, signal)),
    ask: async () => {
      link = (await askStatement(reference, callId(), signal)).statement_url;
      await again();
      noted();
    },
    pack: async (/** @type {string} */ whom) => {
      await askForPack(reference, { whom, language: currentLocale() }, signal);
      await again();
    },
  };
  void again();
  return panel;
}
