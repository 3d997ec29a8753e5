/**
 * The carrier of one case: read at opening, drawn anew with everything that is asked, filed, and followed.
 */

import { answerFact, settleAlert } from '../protocol/casework_api.js';
import { askCarrier, draftEnquiry, fileLetter, moveCase, readEnquiries } from '../protocol/contacts_api.js';
import { readEvidence } from '../protocol/desk_api.js';
import { element } from '../ui/element.js';
import { showEnquiries } from '../ui/enquiries_panel.js';

/** @typedef {import('../protocol/desk.js').EnquiryDesk} EnquiryDesk */
/** @typedef {import('../protocol/desk.js').Proposal} Proposal */

/**
 * @param {object} about
 * @param {string} about.reference
 * @param {string | null} about.alertId that stands on the case
 * @param {(stage: string) => void} about.moved
 * @param {() => void} about.happened
 * @param {(moment: string) => void} about.tell the customer is to be written to
 * @param {import('./case_news.js').CaseNews} about.news
 * @param {AbortSignal} about.signal
 */
export function caseCarrier({ reference, alertId, moved, happened, tell, news, signal }) {
  const panel = element('section', { class: 'panel', id: 'carrier', 'aria-labelledby': 'carrier-title', hidden: true });
  /** @param {EnquiryDesk} desk */
  const draw = (desk) => {
    panel.hidden = false;
    showEnquiries(panel, desk, acts);
  };
  /** @param {Promise<EnquiryDesk>} change */
  const changed = async (change) => {
    draw(await change);
    panel.querySelector('h2')?.focus();
    happened();
  };
  /** The page says so and the panel is drawn in one go: a form that is opened after the stage has changed stays open. @param {string} stage */
  const movedTo = async (stage) => {
    const now = await moveCase(reference, stage, signal);
    const desk = readEnquiries(reference, signal);
    await desk.catch(() => {}); // has moved all the same
    moved(now.stage);
    return changed(desk);
  };
  /** @param {Proposal} proposal */
  const follow = async ({ act, stage, item, answer, moment }) => {
    if (act === 'tell') return tell(moment ?? '');
    if (act === 'move' && stage) return movedTo(stage);
    if (act === 'settle_alert' && alertId) await settleAlert(alertId, signal);
    if (act === 'fact' && item && answer) await answerFact(reference, item, { answer, source: 'carrier', note: '', call_id: null, address: null, number: null }, signal);
    return changed(readEnquiries(reference, signal));
  };
  const acts = {
    ask: (/** @type {import('../protocol/desk.js').NewEnquiry} */ enquiry) => changed(askCarrier(reference, enquiry, signal)),
    file: (/** @type {string} */ id, /** @type {import('../protocol/desk.js').NewLetter} */ letter) => changed(fileLetter(id, letter, signal)),
    draft: (/** @type {string} */ language) => draftEnquiry(reference, language, signal),
    files: async () => (await readEvidence(reference, signal)).evidence,
    follow,
    signal,
  };
  const read = () => readEnquiries(reference, signal);
  news.follow(panel, read, draw);
  read().then(draw, () => {}); // the rest of the case is there
  return panel;
}
