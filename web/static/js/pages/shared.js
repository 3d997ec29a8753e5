/** `/shared#{secret}`: what came of one call, for whoever holds the link from a note about it. */

import { readSharedCall } from '../protocol/webhooks_api.js';
import { loadDeskWords, t } from '../ui/desk_words.js';
import { fill, the } from '../ui/element.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { linkOver, sharedCall } from '../ui/shared_call.js';

const page = new AbortController();
const { signal } = page;
addEventListener('pagehide', (event) => event.persisted || page.abort());
addEventListener('hashchange', () => location.reload());
const main = the('#main', HTMLElement);
const secret = location.hash.slice(1);

await loadDeskWords(signal);
fill(main, loading());
await show();

/** @returns {Promise<void>} */
async function show() {
  if (secret.length < 16) return fill(main, linkOver());
  try {
    const found = await readSharedCall(secret, signal);
    document.title = t('shared.title', { reference: found.case_reference });
    fill(main, sharedCall(found));
  } catch (error) {
    if (signal.aborted) return undefined;
    fill(main, /** @type {{code?: string}} */ (error).code === 'link_not_valid' ? linkOver() : failure(error, () => void show()));
  }
  return undefined;
}
