/** `/statement#{secret}`: the customer confirms that nothing came, or says that it has. */

import { byLink } from '../protocol/statement_api.js';
import { firstKnown } from '../state/readers_language.js';
import { CustomerFrame } from '../ui/customer_frame.js';
import { element } from '../ui/element.js';
import { wordsForError } from '../ui/error_words.js';
import { unreachable } from '../ui/no_way_in.js';
import { noStatement, showStatement } from '../ui/statement_sheet.js';
import { loadWords, LOCALES, t } from '../ui/words.js';

const page = new AbortController();
const { signal } = page;
addEventListener('pagehide', (event) => event.persisted || page.abort());
addEventListener('hashchange', () => location.reload());

document.documentElement.lang = firstKnown(LOCALES, navigator.languages) ?? 'en';
await loadWords(signal);
const frame = new CustomerFrame(signal);
const secret = location.hash.slice(1);
await show();

async function show() {
  if (secret.length < 16) return showNone();
  const place = element('div', {});
  try {
    await showStatement(place, byLink(secret, signal));
    frame.show('receipt', () => ({ title: t('statement.title'), content: place }));
  } catch (error) {
    if (signal.aborted) return;
    if (/** @type {{code?: string}} */ (error).code === 'link_not_valid') return showNone();
    frame.show('unreachable', () => ({ title: t('link.unreachable'), content: unreachable(wordsForError(error), () => void show()) }));
  }
}

function showNone() {
  frame.show('receipt', () => ({ title: t('statement.none'), content: noStatement() }));
}
