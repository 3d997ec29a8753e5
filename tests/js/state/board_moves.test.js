import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mayMove, moved, waysFrom } from '../../../web/static/js/state/board_moves.js';

/** @param {string} reference @param {string} stage */
const card = (reference, stage) => /** @type {import('../../../web/static/js/protocol/desk.js').CaseLine} */ (/** @type {unknown} */ ({ reference, stage }));
const COLUMNS = [
  { stage: 'facts_checked', may_go_to: ['carrier_asked'], total: 31, cards: [card('LP-1', 'facts_checked'), card('LP-2', 'facts_checked')] },
  { stage: 'carrier_asked', may_go_to: ['facts_checked', 'claim'], total: 1, cards: [card('LP-3', 'carrier_asked')] },
  { stage: 'claim', may_go_to: [], total: 0, cards: [] },
];

test('a card may go where the table of its column says, and nowhere else', () => {
  assert.ok(mayMove(COLUMNS, 'facts_checked', 'carrier_asked'));
  assert.ok(!mayMove(COLUMNS, 'facts_checked', 'claim'));
  assert.ok(!mayMove(COLUMNS, 'nowhere', 'claim'));
  assert.deepEqual(waysFrom(COLUMNS, 'carrier_asked'), ['facts_checked', 'claim']);
});

test('a move shows at once: the card is on top of its new column, and both are counted anew', () => {
  const after = moved(COLUMNS, 'LP-1', 'carrier_asked');
  assert.deepEqual(after.map(({ total, cards }) => [total, cards.map(({ reference, stage }) => `${reference} ${stage}`)]), [
    [30, ['LP-2 facts_checked']],
    [2, ['LP-1 carrier_asked', 'LP-3 carrier_asked']],
    [0, []],
  ]);
  assert.equal(COLUMNS[0].cards.length, 2);
});

test('what is not on the board moves nothing', () => {
  assert.deepEqual(moved(COLUMNS, 'LP-9', 'claim'), COLUMNS);
  assert.deepEqual(moved(COLUMNS, 'LP-3', 'carrier_asked'), COLUMNS);
});
