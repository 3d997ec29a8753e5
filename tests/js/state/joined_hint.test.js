import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { JoinedHint } from '../../../web/static/js/state/joined_hint.js';

afterEach(() => mock.restoreAll());

/** @param {object} [changes] of the other one @returns {any} */
function call(changes = {}) {
  const [self, other] = [{ id: 'a', page_id: 'mine', ready: false }, { id: 'c', page_id: 'theirs', ready: false, audio: false, video: false, ...changes }];
  return { id: '1', mode: 'invite', state: 'waiting', participants: [self, other] };
}
/** @param {any} of */
const people = (of) => ({ self: of.participants[0], other: of.participants[1] });

/** @param {{clicked?: boolean}} [how] */
function hinted({ clicked = true } = {}) {
  const hint = new JoinedHint();
  hint.hear('theirs', { audio: true, video: true });
  /** @param {any} known */
  const shown = (known) => /** @type {any} */ (hint.shown(known, { ...people(known), clicked }));
  return { hint, shown };
}

test('a click is shown before the server knows of it, and once both have clicked they connect', () => {
  const { shown } = hinted();
  const [known, seen] = [call(), shown(call())];
  assert.deepEqual([seen.state, seen.participants[1].ready, seen.participants[1].video], ['connecting', true, true]);
  assert.equal(known.participants[1].ready, false, 'what the server told is left as it is');
  assert.equal(hinted({ clicked: false }).shown(call()).state, 'waiting');
  assert.equal(shown({ ...call(), mode: 'queue' }).state, 'waiting');
  assert.equal(shown({ ...call(), state: 'closed' }).state, 'closed');
});

test('who clicks last need not wait for the server to be shown the other, who is ready', () => {
  const shown = (/** @type {boolean} */ clicked) => new JoinedHint().shown(call({ ready: true }), { ...people(call({ ready: true })), clicked });
  assert.deepEqual([shown(true)?.state, shown(false)?.state], ['connecting', 'waiting']);
});

test('whoever came back by another page is shown to be in as soon as that page says so', () => {
  const seen = hinted().shown({ ...call({ ready: true, returning: true }), state: 'active' }).participants[1];
  assert.deepEqual([seen.ready, seen.returning, seen.video], [true, false, true]);
});

test('of another page, or of somebody who is away, nothing is believed', () => {
  const { shown } = hinted();
  for (const known of [call({ page_id: 'another' }), call({ page_id: null }), call({ page_id: null, ready: true })]) assert.equal(shown(known), known);
});

test('what the server says of the click wins over what the page said', () => {
  const { hint, shown } = hinted();
  const confirmed = call({ ready: true, audio: false });
  confirmed.state = 'connecting';
  assert.equal(shown(confirmed), confirmed);
  hint.settle(confirmed.participants[1]);
  const later = call();
  assert.equal(shown(later), later);
});

test('a server that has not heard of the click yet gets some seconds, and then it wins', () => {
  const now = mock.method(performance, 'now', () => 0).mock;
  const { hint, shown } = hinted();
  now.mockImplementation(() => 4000);
  hint.hear('theirs', { audio: true, video: true }); // saying it again gives no more time
  hint.settle(people(call()).other);
  assert.equal(shown(call()).participants[1].ready, true);
  now.mockImplementation(() => 6000);
  hint.settle(people(call()).other);
  assert.equal(shown(call()).participants[1].ready, false);
});
