/**
 * The solution of one case beside its call: read at opening and after a call was written up, drawn anew with each deed.
 */

import { decideSolution, readSolutions, settleDecision, stateTerms } from '../protocol/claims_api.js';
import { element } from '../ui/element.js';
import { showSolution } from '../ui/solution_panel.js';

/** @param {{reference: string, currency: () => string, callId: () => string | null, decided: () => void, news: import('./case_news.js').CaseNews, signal: AbortSignal}} about */
export function caseSolution({ reference, currency, callId, decided, news, signal }) {
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
    get currency() {
      return currency();
    },
    decide: async (/** @type {import('../protocol/desk.js').Decision} */ said) => anew(await decideSolution(reference, { ...said, call_id: callId() ?? said.call_id }, signal)),
    settle: async (/** @type {string} */ id, /** @type {string} */ deed) => anew(await settleDecision(reference, id, deed, signal)),
    state: async (/** @type {import('../protocol/desk.js').Terms} */ terms) => {
      await stateTerms(reference, terms, signal);
      anew(await readSolutions(reference, signal));
    },
  };
  const read = () => readSolutions(reference, signal);
  news.follow(panel, read, draw);
  read().then(draw, () => {}); // the rest of the case is there
  return panel;
}
