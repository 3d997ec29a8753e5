/**
 * A link as a picture for another device's camera.
 */

import { element } from './element.js';

/**
 * As an image of its own document: whatever an SVG may hold, in an image it cannot run or load anything.
 *
 * @param {string} svg
 * @param {string} alt
 * @param {AbortSignal} signal its bytes are given back then
 */
export function qrImage(svg, alt, signal) {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  signal.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
  return element('img', { class: 'qr', src: url, alt, width: 180, height: 180 });
}
