/**
 * What was written in the call before its agent was lost: kept in sight while the customer waits for the next one.
 */

import { element } from './element.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */

export function talkSoFar() {
  const list = element('ol', {});
  const view = element('section', { class: 'talk-so-far', 'aria-label': t('waiting.conversation'), hidden: true }, element('h2', {}, t('waiting.conversation')), list);
  let drawn = -1;
  /** @param {CallView} now @param {string | null} lastAgent */
  const update = ({ call, chat, self }, lastAgent) => {
    view.hidden = !call?.active_since || chat.length === 0;
    if (drawn === chat.length) return;
    drawn = chat.length;
    list.replaceChildren(
      ...chat.map(({ participantId, text }) =>
        element('li', {}, element('span', { class: 'small soft', dir: 'auto' }, participantId === self?.id ? t('you') : (lastAgent ?? t('role.agent'))), element('p', { dir: 'auto' }, text)),
      ),
    );
  };
  return { view, update };
}
