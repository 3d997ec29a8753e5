/**
 * The checklist of one case beside its call: read at opening, drawn anew with each answer.
 */

import { answerFact, readChecklist } from '../protocol/casework_api.js';
import { showChecklist } from '../ui/checklist_panel.js';
import { element } from '../ui/element.js';

/** @param {{reference: string, country: string, callId: () => string | null, answered: () => void, news: import('./case_news.js').CaseNews, signal: AbortSignal}} about */
export function caseChecklist({ reference, country, callId, answered, news, signal }) {
  const panel = element('section', { class: 'panel', id: 'facts', 'aria-labelledby': 'facts-title', hidden: true });
  /** @param {import('../protocol/desk.js').Checklist} list */
  const draw = (list) => {
    panel.hidden = false;
    showChecklist(panel, list, { save, callId, country });
  };
  /** @param {string} item @param {import('../protocol/desk.js').FactAnswer} answer */
  const save = async (item, answer) => {
    const list = await answerFact(reference, item, answer, signal);
    panel.querySelector(`#fact-${item}`)?.removeAttribute('open');
    draw(list);
    panel.querySelector('h2')?.focus();
    answered();
  };
  const read = () => readChecklist(reference, signal);
  news.follow(panel, read, draw);
  read().then(draw, () => {}); // the rest of the case is there
  return panel;
}
