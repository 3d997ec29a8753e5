/**
 * What the board may do with a card, as the stage machine's own table (it comes with the columns) says. Pure.
 */

/** @typedef {import('../protocol/desk.js').StageColumn} StageColumn */

/** @param {readonly StageColumn[]} columns @param {string} from @returns {string[]} */
export function waysFrom(columns, from) {
  return columns.find(({ stage }) => stage === from)?.may_go_to ?? [];
}

/** @param {readonly StageColumn[]} columns @param {string} from @param {string} to */
export function mayMove(columns, from, to) {
  return waysFrom(columns, from).includes(to);
}

/** The board as it is once the move is made, before the server has been asked again. @param {readonly StageColumn[]} columns @param {string} reference @param {string} to @returns {StageColumn[]} */
export function moved(columns, reference, to) {
  const card = columns.flatMap(({ cards }) => cards).find((one) => one.reference === reference);
  if (!card || card.stage === to) return [...columns];
  return columns.map((column) => {
    if (column.stage === card.stage) return { ...column, total: column.total - 1, cards: column.cards.filter((one) => one !== card) };
    if (column.stage === to) return { ...column, total: column.total + 1, cards: [{ ...card, stage: to }, ...column.cards] };
    return column;
  });
}
