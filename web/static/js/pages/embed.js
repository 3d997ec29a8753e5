/** `/embed/case/{reference}#{token}`: the side app in a helpdesk's frame. No cookie: the token in the address is all it has. */

import { callFromEmbed, readEmbeddedCase } from '../protocol/webhooks_api.js';
import { loadDeskWords, t } from '../ui/desk_words.js';
import { fill, the } from '../ui/element.js';
import { embeddedCase, viewOver } from '../ui/embedded_case.js';
import { failure, loading } from '../ui/outcome_of_loading.js';

const page = new AbortController();
const { signal } = page;
addEventListener('pagehide', (event) => event.persisted || page.abort());
addEventListener('hashchange', () => location.reload());
const main = the('#main', HTMLElement);
const token = location.hash.slice(1);
const AGAIN_MS = 60_000;
/** The way to the call stays where it is shown. */
let called = false;

await loadDeskWords(signal, [new URLSearchParams(location.search).get('language') ?? '', ...navigator.languages].filter(Boolean));
fill(main, loading());
await show();
const again = setInterval(() => void show(), AGAIN_MS);
signal.addEventListener('abort', () => clearInterval(again));

/** Nothing is drawn anew under somebody's hand. @returns {Promise<void>} */
async function show() {
  if (called || (main.contains(document.activeElement) && document.activeElement !== main)) return;
  try {
    const found = await readEmbeddedCase(token, signal);
    document.title = t('embed.title', { reference: found.reference });
    fill(main, embeddedCase(found, call, signal));
  } catch (error) {
    if (signal.aborted) return;
    const over = token.length < 16 || /** @type {{code?: string}} */ (error).code === 'link_not_valid' || /** @type {{code?: string}} */ (error).code === 'invalid_field';
    fill(main, over ? viewOver() : failure(error, () => void show()));
  }
}

/** The tab is opened by the click itself, before the answer: later the browser would take it for a pop-up. */
async function call() {
  const tab = open('about:blank');
  try {
    const made = await callFromEmbed(token, signal);
    called = true;
    if (tab) {
      tab.opener = null;
      tab.location.href = made.call_url;
    }
    return made;
  } catch (error) {
    tab?.close();
    throw error;
  }
}
