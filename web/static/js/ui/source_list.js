/**
 * Where a statement comes from, each source by itself: what was said can be heard, or read, at a click.
 */

import { t } from './desk_words.js';
import { element, fill } from './element.js';
import { sourceName } from './summary_text.js';

/** @typedef {import('../protocol/desk.js').Source} Source */
/** @typedef {{name: string, words: string, language: string, play: (() => HTMLElement) | null}} Moment `play` gives the player to be shown */
/** @typedef {(source: Source) => Promise<Moment | null>} FindMoment null: nobody can show it */

/** @param {readonly Source[]} sources @param {FindMoment} find */
export function sourceList(sources, find) {
  const place = element('div', { class: 'moment', 'aria-live': 'polite' });
  const items = sources.map((source) =>
    canBeShown(source) ? showButton(source, () => show(source)) : element('span', { class: 'small soft' }, sourceName(source)),
  );
  /** Which click is the last: an answer to an earlier one is late. */
  let asked = 0;
  const show = async (/** @type {Source} */ source) => {
    const mine = ++asked;
    const found = await find(source).catch(() => null);
    if (mine !== asked) return;
    fill(place, found ? quoted(found) : element('p', { class: 'small soft' }, t('wrap.moment.gone')), found?.play?.());
  };
  return element('div', { class: 'source' }, element('p', { class: 'row tight' }, element('span', { class: 'small soft' }, t('wrap.from')), items), place);
}

/** @param {Source} source */
function canBeShown({ kind }) {
  return kind === 'transcript' || kind === 'chat';
}

/** @param {Source} source @param {() => void} onclick */
function showButton(source, onclick) {
  const spoken = source.kind === 'transcript';
  return element(
    'button',
    { type: 'button', class: 'quiet small moment-button', onclick, 'aria-label': t(spoken ? 'wrap.moment.play' : 'wrap.moment.read', { source: sourceName(source) }) },
    spoken && element('span', { class: 'play-mark', 'aria-hidden': 'true' }),
    sourceName(source),
  );
}

/** @param {Moment} moment */
function quoted({ name, words, language }) {
  return element('blockquote', { class: 'small', dir: 'auto', lang: language }, element('strong', {}, `${name}: `), words);
}
