/**
 * The statement in the call: the customer is asked, reads it over the pictures, and answers or puts it off. The talk goes on.
 */

import { element } from './element.js';
import { showStatement } from './statement_sheet.js';
import { t } from './words.js';

/** @typedef {import('../state/call_session.js').CallSession} CallSession */

/**
 * @param {CallSession} session
 * @param {import('../protocol/statement_api.js').StatementWay} way
 * @param {AbortSignal} signal the stage's life
 */
export function statementOnStage(session, way, signal) {
  const place = element('div', {});
  const dialog = element('dialog', { class: 'statement-dialog', 'aria-label': t('statement.title') }, place, element('button', { type: 'button', class: 'quiet wide', onclick: () => dialog.close() }, t('statement.later')));
  const news = element('p', { class: 'statement-news', hidden: true }, element('button', { type: 'button', onclick: () => void open() }, t('statement.asked')));
  document.body.append(dialog, news);
  signal.addEventListener('abort', () => [dialog, news].forEach((each) => each.remove()), { once: true });
  let asked = '';
  const open = async () => {
    await showStatement(place, way).catch(() => dialog.close());
    if (!signal.aborted && !dialog.open && news.hidden === false) dialog.showModal();
  };
  session.onChange(({ evidence, ended }) => {
    const wanted = ended ? null : evidence.statement;
    news.hidden = !wanted;
    if (!wanted || wanted === asked) return;
    asked = wanted;
    void open();
  }, signal);
}
