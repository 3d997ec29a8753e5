/**
 * The page's own line to the service: nothing while it holds, a calm word while it does not.
 */

import { element, fill } from './element.js';
import { t } from './words.js';

/** A line that is back within this is not worth a word. */
const PATIENCE_MS = 1500;

export function lineNotice() {
  const view = element('div', { role: 'status' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {import('../state/call_view.js').CallView} call */
  const update = ({ socket }) => {
    if (socket === 'online') {
      clearTimeout(timer);
      timer = undefined;
      fill(view);
      return;
    }
    timer ??= setTimeout(() => {
      fill(view, element('p', { class: 'notice warn' }, t('call.offline')));
    }, PATIENCE_MS);
  };
  return { view, update };
}
