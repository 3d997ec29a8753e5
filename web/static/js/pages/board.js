/** `/agent/board`: the view of all cases by stage. Moving a card is the stage machine's own move; it can be taken back where the machine lets it. */

import { moveCard, readBoard } from '../protocol/case_screens_api.js';
import { mayMove, moved, waysFrom } from '../state/board_moves.js';
import { toBoard, toQuery } from '../state/case_filter.js';
import { currentLocale, t } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { wordsForError } from '../ui/error_words.js';
import { failure, loading } from '../ui/outcome_of_loading.js';
import { inUse, showColumns } from '../ui/stage_board.js';
import { caseFiltering } from './case_filtering.js';

/** @typedef {import('./console.js').Console} Console */
/** @typedef {import('../protocol/desk.js').StageColumn} StageColumn */
/** @typedef {import('../state/case_filter.js').CaseFilter} CaseFilter */

const FRESH_MS = 30_000;

/** @param {HTMLElement} main the view's place @param {Console} page @param {AbortSignal} signal ends with the view */
export async function showBoard(main, page, signal) {
  document.title = `${t('board.title')} – ${t('desk.brand')}`;
  const board = element('div', { class: 'board', tabindex: 0, role: 'group', 'aria-label': t('board.title') });
  const trouble = element('div', {});
  const news = element('div', { class: 'board-news', role: 'status' });
  /** @type {StageColumn[]} */
  let columns = [];
  /** Only the newest question may fill the board. */
  let asked = new AbortController();

  const draw = () => showColumns(board, columns, { move: (card, to) => void move(card.reference, card.stage, to), listOf });
  const listOf = (/** @type {string} */ stage) => `/agent?${toQuery({ ...filtering.current(), stage, sort: 'deadline', after: '' })}`;

  /** @param {{anew?: boolean}} [how] `anew`: whatever somebody is doing on the board @returns {Promise<void>} */
  const read = async ({ anew = true } = {}) => {
    asked.abort();
    asked = new AbortController();
    const wanted = AbortSignal.any([asked.signal, signal]);
    if (!board.hasChildNodes()) fill(trouble, loading());
    try {
      const found = await readBoard(toBoard(filtering.current()), wanted);
      wanted.throwIfAborted();
      if (!anew && inUse(board)) return;
      columns = found.columns;
      fill(trouble);
      draw();
    } catch (error) {
      if (!wanted.aborted) fill(trouble, failure(error, () => void read()));
    }
  };

  /** @param {string} reference @param {string} from @param {string} to @param {{back?: boolean}} [how] `back`: it is taken back */
  const move = async (reference, from, to, { back = false } = {}) => {
    if (!mayMove(columns, from, to)) return tell(refused(reference, from, to), 'warn');
    asked.abort(); // what was asked before the move would draw the card where it was
    columns = moved(columns, reference, to);
    draw();
    try {
      await moveCard(reference, { stage: to, before: from }, signal);
      if (!back && mayMove(columns, to, from)) tell(t('board.moved', { reference, stage: t(`stage.${to}`) }), 'good', () => void move(reference, to, from, { back: true }));
      else tell(t('board.moved', { reference, stage: t(`stage.${to}`) }), 'good');
    } catch (error) {
      if (signal.aborted) return undefined;
      const gone = /** @type {{code?: string}} */ (error).code === 'version_conflict';
      tell(gone ? t('board.gone', { reference }) : `${reference}: ${wordsForError(error)}`, 'bad');
    }
    return read();
  };

  const refused = (/** @type {string} */ reference, /** @type {string} */ from, /** @type {string} */ to) => {
    const ways = new Intl.ListFormat(currentLocale(), { type: 'disjunction' }).format(waysFrom(columns, from).map((stage) => t(`stage.${stage}`)));
    return t('board.refused', { reference, from: t(`stage.${from}`), to: t(`stage.${to}`), ways });
  };
  /** @param {string} words @param {'good' | 'warn' | 'bad'} look @param {(() => void) | null} [undo] */
  const tell = (words, look, undo = null) => fill(news, element('p', { class: `notice ${look}` }, element('span', {}, words), undo && element('button', { type: 'button', onclick: undo }, t('board.undo'))));

  const filtering = caseFiltering({ page, changed: () => void read(), board: true, signal });
  fill(main, element('div', { class: 'headline' }, element('h1', {}, t('board.title')), element('p', { class: 'soft' }, t('board.lead'))), ...filtering.places, news, trouble, board);
  const fresh = setInterval(() => document.visibilityState === 'visible' && void read({ anew: false }), FRESH_MS);
  signal.addEventListener('abort', () => clearInterval(fresh), { once: true });
  await read();
}
