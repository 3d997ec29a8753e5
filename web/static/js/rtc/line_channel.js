/**
 * What one page tells the other of the line between them: how well it hears, and that its picture is paused. A hint, like the
 * word of the click.
 */

import { ShortChannel } from './short_channel.js';

/** @typedef {import('../state/line_quality.js').LineQuality} LineQuality */
/** @typedef {import('../state/sound_ladder.js').Sound} Sound */
/** @typedef {{paused: boolean, hears: LineQuality, sound: Sound}} LineWord of the page that says it */

const ID = 2;
const QUALITIES = new Set(['good', 'weak', 'bad', 'unknown']);
const SOUNDS = new Set(['heard', 'failing', 'lost']);

/**
 * @param {RTCPeerConnection} pc
 * @param {object} options
 * @param {() => LineWord} options.word of this page
 * @param {(word: LineWord) => void} options.heard of the other one
 */
export function lineChannel(pc, { word, heard }) {
  return new ShortChannel(pc, {
    label: 'line',
    id: ID,
    word,
    hear: (strange) => {
      const said = readLineWord(strange);
      if (said) heard(said);
    },
  });
}

/** @param {Record<string, unknown>} word what a stranger said @returns {LineWord | null} */
export function readLineWord({ paused, hears, sound, ...more }) {
  const known = typeof paused === 'boolean' && QUALITIES.has(/** @type {string} */ (hears)) && SOUNDS.has(/** @type {string} */ (sound));
  return known && Object.keys(more).length === 0 ? /** @type {LineWord} */ ({ paused, hears, sound }) : null;
}
