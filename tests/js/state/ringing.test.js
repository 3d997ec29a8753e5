import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answer, closes, lineBack, refused, rings, secondsLeft, shareLeft } from '../../../web/static/js/state/ringing.js';

/** @type {any} */
const offer = {
  offer_id: 'o1',
  server_time: '2026-11-23T10:00:02Z',
  expires_at: '2026-11-23T10:00:20Z',
};

test('it rings as long as the server says, whatever the clock of this machine shows', () => {
  const ringing = rings(offer, 5_000);
  assert.equal(secondsLeft(ringing, 5_000), 18);
  assert.equal(secondsLeft(ringing, 22_500), 1);
  assert.equal(secondsLeft(ringing, 99_000), 0);
  assert.equal(shareLeft(ringing, 14_000), 0.5);
});

test('an offer that reaches us too late does not ring at all', () => {
  const ringing = rings({ ...offer, server_time: '2026-11-23T10:01:00Z' }, 0);
  assert.equal(secondsLeft(ringing, 0), 0);
  assert.equal(shareLeft(ringing, 0), 0);
});

test('the first click counts, and a refusal gives the buttons back', () => {
  const accepted = answer(rings(offer, 0), 'accept');
  assert.equal(answer(accepted, 'decline')?.answered, 'accept');
  assert.equal(refused(accepted)?.answered, null);
  assert.equal(answer(null, 'accept'), null);
});

/** @param {string} offerId @param {string} outcome @returns {any} */
const closed = (offerId, outcome) => ({ offer_id: offerId, outcome });

test('only its own closing ends the ringing', () => {
  const ringing = rings(offer, 0);
  assert.equal(closes(ringing, closed('another', 'expired')), 'other');
  assert.equal(closes(null, closed('o1', 'expired')), 'other');
  assert.equal(closes(ringing, closed('o1', 'expired')), 'over');
});

test('of two tabs that ring, the one that did not answer is told where the call went', () => {
  assert.equal(closes(rings(offer, 0), closed('o1', 'accepted')), 'elsewhere');
  assert.equal(closes(answer(rings(offer, 0), 'decline'), closed('o1', 'accepted')), 'elsewhere');
});

test('of two tabs that both accept, neither goes on before it knows that it was the one', () => {
  assert.equal(closes(answer(rings(offer, 0), 'accept'), closed('o1', 'accepted')), 'waits');
});

test('a tab that accepted on a line that was lost goes on when it hears that its agent has the call', () => {
  const back = lineBack(answer(rings(offer, 0), 'accept'));
  assert.equal(closes(back, closed('o1', 'accepted')), 'mine');
  assert.equal(closes(back, closed('o1', 'withdrawn')), 'over');
  assert.equal(closes(lineBack(back), closed('o1', 'accepted')), 'mine');
});

test('while it rings still, whoever clicked on a line that was lost may click again', () => {
  const back = lineBack(answer(rings(offer, 0), 'accept'));
  assert.equal(back?.answered, null);
  assert.equal(closes(answer(back, 'accept'), closed('o1', 'accepted')), 'waits');
  assert.equal(closes(lineBack(rings(offer, 0)), closed('o1', 'accepted')), 'elsewhere');
});
