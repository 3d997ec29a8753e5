/**
 * The solution of one case beside its call: read at opening and after a call was written up, drawn anew with each deed.
 */

import { decideSolution, readSolutions, settleDecision, stateTerms } from '../protocol/claims_api.js';
import { element } from '../ui/element.js';
import { showSolution } from '../ui/solution_panel.js';

/** @param {{reference: string, currency: string, callId: () => string | null, decided: () => void, signal: AbortSignal}} about @returns {{panel: HTMLElement, refresh: () => void}} */
export function caseSolution({ reference, currency, callId, decided, signal }) {
  const panel = element('section', { class: 'panel', id: 'solution', 'aria-labelledby': 'solution-title', hidden: true });
  /** @param {import('../protocol/desk.js').SolutionDesk} desk */
  const draw = (desk) => {
    panel.hidden = false;
    showSolution(panel, desk, acts);
  };
  /** @param {import('../protocol/desk.js').SolutionDesk} desk */
  const anew = (desk) => {
    draw(desk);
    panel.querySelector('h2')?.focus();
    decided();
  };
  const acts = {
    currency,
    decide: async (/** @type {import('../protocol/desk.js').Decision} */ said) => anew(await decideSolution(reference, { ...said, call_id: callId() ?? said.call_id }, signal)),
    settle: async (/** @type {string} */ id, /** @type {string} */ deed) => anew(await settleDecision(reference, id, deed, signal)),
    state: async (/** @type {import('../protocol/desk.js').Terms} */ terms) => {
      await stateTerms(reference, terms, signal);
      anew(await readSolutions(reference, signal));
    },
  };
  /** What somebody writes is not taken from under their hands. */
  const isWritten = () => {
    const amount = panel.querySelector('#solution-amount');
    return panel.contains(document.activeElement) || (amount instanceof HTMLInputElement && amount.value !== '');
  };
  const refresh = () => void readSolutions(reference, signal).then((desk) => isWritten() || draw(desk), () => {}); // the rest of the case is there
  refresh();
  return { panel, refresh };
}
