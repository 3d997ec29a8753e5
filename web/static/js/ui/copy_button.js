/**
 * A button that copies with one click and says so, also to those who hear the page.
 */

import { element } from './element.js';
import { t } from './desk_words.js';

const SAID_MS = 2000;

/**
 * @param {string} words on the button
 * @param {() => Promise<void>} copy
 * @param {AbortSignal} signal
 */
export function copyButton(words, copy, signal) {
  const said = element('span', { class: 'small', role: 'status' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const button = element('button', { type: 'button' }, words);
  const click = async () => {
    const copied = await copy().then(() => true, () => false);
    if (signal.aborted) return;
    said.textContent = t(copied ? 'desk.copied' : 'desk.copy_failed');
    clearTimeout(timer);
    timer = setTimeout(() => (said.textContent = ''), copied ? SAID_MS : 4 * SAID_MS);
  };
  button.addEventListener('click', click, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
  return element('span', { class: 'row' }, button, said);
}

/** @param {string} text */
export function copyText(text) {
  return navigator.clipboard.writeText(text);
}

/**
 * As a PNG: the one picture format every clipboard takes.
 *
 * @param {HTMLImageElement} image fully loaded
 * @param {number} size in pixels, of both sides
 */
export async function copyImage(image, size) {
  const canvas = new OffscreenCanvas(size, size);
  const drawing = canvas.getContext('2d');
  if (!drawing) throw new Error('This browser cannot draw.');
  drawing.fillStyle = 'white';
  drawing.fillRect(0, 0, size, size);
  drawing.drawImage(image, 0, 0, size, size);
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': canvas.convertToBlob({ type: 'image/png' }) })]);
}
