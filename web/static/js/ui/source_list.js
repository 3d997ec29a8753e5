/**
 * Where a statement comes from, each source by itself: what was said can be heard, or read, at a click.
 */

import { t } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { sourceName } from './source_words.js';

/** @typedef {import('../protocol/desk.js').Source} Source */
/**
 * `play` gives the player to be shown; `rough`: an engine for a first look only has written the words down.
 *
 * @typedef {{name: string, words: string, language: string, rough: boolean, play: (() => HTMLElement) | null}} Moment
 */
/** @typedef {(source: Source) => Promise<Moment | null>} FindMoment null: it is not kept; throws what went wrong */

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
    try {
      const found = await find(source);
      if (mine === asked) fill(place, found ? quoted(found) : said(t('wrap.moment.gone')), found?.play?.());
    } catch (error) {
      if (mine === asked) fill(place, said(whyNot(error)));
    }
  };
  return element('div', { class: 'source' }, element('p', { class: 'row tight' }, element('span', { class: 'small soft' }, t('wrap.from')), items), place);
}

/** @param {unknown} error */
function whyNot(error) {
  const code = /** @type {{code?: string}} */ (error).code;
  if (code === 'forbidden') return t('wrap.moment.forbidden');
  return code === 'not_found' ? t('wrap.moment.gone') : wordsForError(error);
}

/** @param {string} words */
function said(words) {
  return element('p', { class: 'small soft' }, words);
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
function quoted({ name, words, language, rough }) {
  return [
    rough && element('p', {}, element('span', { class: 'badge warn' }, t('transcript.rough_short'))),
    element('blockquote', { class: 'small', dir: 'auto', lang: language }, element('strong', {}, `${name}: `), words),
  ];
}
