/** `/copy#{secret}`: what was agreed and promised in one call, for the customer to read, to print, to keep. */

import { readCopy } from '../protocol/copy_api.js';
import { firstKnown } from '../state/readers_language.js';
import { CustomerFrame } from '../ui/customer_frame.js';
import { wordsForError } from '../ui/error_words.js';
import { unreachable } from '../ui/no_way_in.js';
import { copySheet, noCopy } from '../ui/customer_copy.js';
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
  try {
    const copy = await readCopy(secret, signal);
    frame.show('copy', () => ({ title: t('copy.title'), content: copySheet(copy, () => print()) }));
  } catch (error) {
    if (signal.aborted) return;
    if (/** @type {{code?: string}} */ (error).code === 'link_not_valid') return showNone();
    frame.show('unreachable', () => ({ title: t('link.unreachable'), content: unreachable(wordsForError(error), () => void show()) }));
  }
}

function showNone() {
  frame.show('copy', () => ({ title: t('copy.none'), content: noCopy() }));
}
