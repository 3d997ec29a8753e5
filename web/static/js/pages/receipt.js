/** `/receipt#{secret}`: what one person agreed to in one call, to read, to print, to keep. */

import { fetchOwnPart, readReceipt } from '../protocol/receipt_api.js';
import { suffix } from '../state/kept_media.js';
import { firstKnown } from '../state/readers_language.js';
import { CustomerFrame } from '../ui/customer_frame.js';
import { wordsForError } from '../ui/error_words.js';
import { unreachable } from '../ui/no_way_in.js';
import { noReceipt, receiptSheet } from '../ui/receipt.js';
import { loadWords, LOCALES, t } from '../ui/words.js';

const page = new AbortController();
const { signal } = page;
addEventListener('pagehide', (event) => event.persisted || page.abort());
addEventListener('hashchange', () => location.reload());
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((each) => (each.open = true))); // paper cannot be opened

document.documentElement.lang = firstKnown(LOCALES, navigator.languages) ?? 'en';
await loadWords(signal);
const frame = new CustomerFrame(signal);
const secret = location.hash.slice(1);
await show();

async function show() {
  if (secret.length < 16) return showNone();
  try {
    const receipt = await readReceipt(secret, signal);
    frame.show('receipt', () => ({ title: t('receipt.title'), content: receiptSheet(receipt, { save, print: () => print() }) }));
  } catch (error) {
    if (signal.aborted) return;
    if (/** @type {{code?: string}} */ (error).code === 'link_not_valid') return showNone();
    frame.show('unreachable', () => ({ title: t('link.unreachable'), content: unreachable(wordsForError(error), () => void show()) }));
  }
}

function showNone() {
  frame.show('receipt', () => ({ title: t('receipt.none'), content: noReceipt() }));
}

/** Fetched whole, then handed to the browser as a file. @param {string} part @param {string} name without what it ends in */
async function save(part, name) {
  const file = await fetchOwnPart(secret, part, signal);
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.${suffix(file.type)}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
