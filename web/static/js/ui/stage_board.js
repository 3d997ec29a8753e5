/**
 * The board: a column for each stage with its cards. A card is moved by its menu or by dragging; where it may not go, the
 * column says so before it is let go.
 */

import { serverNow } from '../protocol/server_clock.js';
import { mayMove, waysFrom } from '../state/board_moves.js';
import { count, day, money, t, wordOr } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {import('../protocol/desk.js').CaseLine} CaseLine */
/** @typedef {import('../protocol/desk.js').StageColumn} StageColumn */
/**
 * @typedef {object} Acts
 * @property {(card: CaseLine, to: string) => void} move also to where it may not go: what is refused is told
 * @property {(stage: string) => string} listOf the address of a column's whole list
 */

const LONG_DAYS = 10;

/** @param {HTMLElement} place @param {readonly StageColumn[]} columns @param {Acts} acts */
export function showColumns(place, columns, acts) {
  /** @type {CaseLine | null} */
  let dragged = null;
  const held = focused(place);
  fill(place, columns.map((column) => columnOf(column, columns, acts, { get: () => dragged, set: drag })));
  /** The columns say where the card may go. @param {CaseLine | null} card */
  function drag(card) {
    dragged = card;
    place.toggleAttribute('data-dragging', card !== null);
    for (const one of place.children) {
      const to = /** @type {HTMLElement} */ (one).dataset.stage ?? '';
      one.classList.toggle('may', card !== null && (card.stage === to || mayMove(columns, card.stage, to)));
      one.classList.remove('over');
    }
  }
  if (held) /** @type {HTMLElement | null} */ (place.querySelector(`[data-reference="${CSS.escape(held)}"] a`))?.focus({ preventScroll: true });
}

/** Whether somebody is in the middle of something on the board: it is not drawn anew under their hands. @param {HTMLElement} place */
export function inUse(place) {
  return place.hasAttribute('data-dragging') || place.querySelector('details[open]') !== null;
}

/** @param {HTMLElement} place @returns {string | undefined} the reference of the card that has the focus */
function focused(place) {
  const card = place.contains(document.activeElement) ? document.activeElement?.closest('[data-reference]') : null;
  return card instanceof HTMLElement ? card.dataset.reference : undefined;
}

/** @typedef {{get: () => CaseLine | null, set: (card: CaseLine | null) => void}} Dragging */

/** @param {StageColumn} column @param {readonly StageColumn[]} columns @param {Acts} acts @param {Dragging} dragging */
function columnOf({ stage, total, cards }, columns, acts, dragging) {
  const titleId = `column-${stage}`;
  const over = (/** @type {DragEvent} */ event) => {
    if (!dragging.get()) return;
    event.preventDefault(); // dropping is allowed everywhere: what the machine refuses is told in words
    place.classList.add('over');
  };
  const drop = (/** @type {DragEvent} */ event) => {
    const card = dragging.get();
    dragging.set(null);
    if (!card) return;
    event.preventDefault();
    if (card.stage !== stage) acts.move(card, stage);
  };
  const place = element(
    'section',
    { class: 'board-column', 'aria-labelledby': titleId, 'data-stage': stage, ondragover: over, ondragleave: () => place.classList.remove('over'), ondrop: drop },
    element('h2', { id: titleId }, t(`stage.${stage}`), ' ', element('span', { class: 'badge number' }, String(total), element('span', { class: 'visually-hidden' }, ` ${count('agent.found', total)}`))),
    cards.length > 0 ? element('ul', { class: 'board-cards' }, cards.map((card) => cardOf(card, columns, acts, dragging))) : element('p', { class: 'small soft' }, t('board.empty')),
    total > cards.length && element('a', { class: 'small', href: acts.listOf(stage) }, count('board.more', total - cards.length)),
  );
  return place;
}

/** @param {CaseLine} card @param {readonly StageColumn[]} columns @param {Acts} acts @param {Dragging} dragging */
function cardOf(card, columns, acts, dragging) {
  const { reference, title, customer_name: name, value, alert, anomaly, days_silent: days, owner } = card;
  const wrong = alert ?? anomaly;
  const start = (/** @type {DragEvent} */ event) => {
    event.dataTransfer?.setData('text/plain', reference);
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
    dragging.set(card);
  };
  return element(
    'li',
    { class: 'board-card', 'data-reference': reference, draggable: 'true', ondragstart: start, ondragend: () => dragging.set(null) },
    element('a', { href: `/agent/cases/${encodeURIComponent(reference)}`, class: 'code-like', 'data-row': true, draggable: 'false' }, reference),
    element('p', { dir: 'auto' }, name),
    element('p', { class: 'small soft clip', dir: 'auto' }, title),
    wrong && element('p', { class: 'small' }, element('span', { class: alert ? 'badge warn' : 'badge' }, wordOr('anomaly', wrong))),
    element(
      'p',
      { class: 'row small' },
      value && element('span', {}, money(value.amount, value.currency)),
      days !== null && element('span', { class: days >= LONG_DAYS ? 'badge warn' : 'soft' }, `${t('case.silent')} ${count('case.days', days)}`),
    ),
    deadline(card),
    owner && element('p', { class: 'small soft', dir: 'auto' }, owner.name),
    menu(card, columns, acts),
  );
}

/** @param {CaseLine} card */
function deadline({ deadline: at }) {
  if (at === null) return null;
  const late = serverNow() > Date.parse(at);
  return element('p', { class: 'small' }, late ? element('span', { class: 'badge bad' }, `${t('promised.overdue')} · ${day(at)}`) : t('tasks.due', { date: day(at) }));
}

/** Where it may go, for the keyboard and for fingers. @param {CaseLine} card @param {readonly StageColumn[]} columns @param {Acts} acts */
function menu(card, columns, acts) {
  const go = (/** @type {string} */ to) => {
    place.open = false;
    acts.move(card, to);
  };
  const place = element(
    'details',
    { class: 'board-menu', onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Escape' || !place.open) return;
      place.open = false;
      place.querySelector('summary')?.focus();
    } },
    element('summary', {}, t('board.move'), element('span', { class: 'visually-hidden' }, ` ${card.reference}`)),
    element('ul', { class: 'plain' }, waysFrom(columns, card.stage).map((to) => element('li', {}, element('button', { type: 'button', onclick: () => go(to) }, t(`stage.${to}`))))),
  );
  return place;
}
