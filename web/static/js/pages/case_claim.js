/**
 * The claim of one case: read at opening, drawn anew with each thing that is noted, and while a pack is being made.
 */

import { askForPack, askStatement, markVoucher, noteStep, packUrl, readClaim } from '../protocol/claims_api.js';
import { readEvidence } from '../protocol/desk_api.js';
import { showClaim } from '../ui/claim_panel.js';
import { t } from '../ui/desk_words.js';
import { element } from '../ui/element.js';

/** @typedef {import('../protocol/desk.js').ClaimDesk} ClaimDesk */

const LOOK_AGAIN_MS = 1500;

/** @param {{reference: string, value: () => import('../protocol/desk.js').Money | null, callId: () => string | null, say: (words: string) => void, noted: () => void, news: import('./case_news.js').CaseNews, signal: AbortSignal}} about */
export function caseClaim({ reference, value, callId, say, noted, news, signal }) {
  const panel = element('section', { class: 'panel', id: 'claim', 'aria-labelledby': 'claim-title', hidden: true });
  /** The link of the statement, told once. @type {string | null} */
  let link = null;
  /** @type {readonly import('../protocol/desk.js').EvidenceRecord[]} */
  let files = [];
  /** How the packs stood when they were drawn: what has not changed is not drawn anew under somebody's hands. */
  let packs = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @param {ClaimDesk} desk */
  const draw = (desk) => {
    panel.hidden = false;
    if (desk.asked?.state !== 'asked') link = null;
    const [newest] = desk.packs;
    if (newest?.state === 'made' && packs.includes(`${newest.id} asked`)) say(t('moment.claim_pack_made'));
    packs = standingOf(desk);
    showClaim(panel, desk, { ...acts, value: value(), link, files });
    if (desk.packs.some(({ state }) => state === 'asked')) later();
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), LOOK_AGAIN_MS);
    signal.addEventListener('abort', () => clearTimeout(waiting), { once: true });
  };
  const read = () => Promise.all([readClaim(reference, signal), readEvidence(reference, signal)]);
  /** @param {[ClaimDesk, {evidence: import('../protocol/desk.js').EvidenceRecord[]}]} found */
  const drawBoth = ([desk, { evidence }]) => {
    files = evidence;
    draw(desk);
  };
  /** A pack is being made: whether it is there by now. */
  const look = async () => {
    const desk = await readClaim(reference, signal).catch(() => null);
    if (signal.aborted) return;
    if (!desk || standingOf(desk) === packs) return later();
    const held = panel.contains(document.activeElement) ? document.activeElement : null;
    if (held?.matches('input, textarea, select')) return later(); // what somebody writes is not taken from under their hands
    draw(desk);
    if (held) panel.querySelector('h2')?.focus();
  };
  const again = () => read().then(drawBoth, () => {}); // the rest of the case is there
  /** @param {ClaimDesk} desk */
  const anew = (desk) => {
    draw(desk);
    panel.querySelector('h2')?.focus();
    noted();
  };
  const acts = {
    signal,
    url: (/** @type {string} */ id, /** @type {'pdf' | 'zip'} */ form) => packUrl(reference, id, form),
    note: async (/** @type {import('../protocol/desk.js').NewStep} */ step) => anew(await noteStep(reference, step, signal)),
    mark: async (/** @type {string} */ item, /** @type {string} */ id) => anew(await markVoucher(reference, { item, evidence_id: id }, signal)),
    ask: async () => {
      const { statement_url: told } = await askStatement(reference, callId(), signal);
      const found = await read().catch(() => null);
      link = told; // not before: what was read earlier knows of no question, and would take it away
      if (found) drawBoth(found);
      panel.querySelector('h2')?.focus();
      noted();
    },
    pack: async (/** @type {import('../protocol/claims_api.js').PackOrder} */ order) => {
      await askForPack(reference, order, signal);
      await again();
      panel.querySelector('h2')?.focus();
    },
  };
  news.follow(panel, read, drawBoth);
  void again();
  return panel;
}

/** @param {ClaimDesk} desk */
function standingOf({ packs }) {
  return packs.map(({ id, state }) => `${id} ${state}`).join();
}
