import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arrived, linesOf, marked, NO_LINES, unsent, written } from '../../../web/static/js/state/chat_lines.js';

/** @param {string} id @param {string} clientId @param {string} who @param {number} second */
const stored = (id, clientId, who, second) => ({ id, client_id: clientId, participant_id: who, text: id, at: new Date(second * 1000).toISOString() });

test('a line is there at once, and keeps its key when the server has stored it', () => {
  const chat = written(NO_LINES, 'k1', 'hello', true);
  assert.deepEqual(linesOf(chat, 'me').map(({ key, state }) => [key, state]), [['k1', 'sending']]);
  const after = arrived(chat, [stored('s1', 'k1', 'me', 1)], 'me');
  assert.deepEqual(linesOf(after, 'me').map(({ key, state }) => [key, state]), [['k1', 'stored']]);
});

test('the order is the server\'s, and each line is kept once however often it comes', () => {
  let chat = arrived(NO_LINES, [stored('b', 'x', 'other', 2)], 'me');
  chat = arrived(chat, [stored('a', 'y', 'me', 1), stored('b', 'x', 'other', 2)], 'me');
  assert.deepEqual(linesOf(chat, 'me').map(({ text }) => text), ['a', 'b']);
});

test('another person\'s line with the same client id confirms nothing of mine', () => {
  const chat = arrived(written(NO_LINES, 'k1', 'mine', true), [stored('s1', 'k1', 'other', 1)], 'me');
  assert.deepEqual(linesOf(chat, 'me').map(({ state }) => state), ['stored', 'sending']);
});

test('what waits is sent again, what was refused is not', () => {
  let chat = written(written(NO_LINES, 'k1', 'one', false), 'k2', 'two', true);
  chat = marked(chat, 'k2', 'refused');
  assert.deepEqual(unsent(chat).map(({ clientId, state }) => [clientId, state]), [['k1', 'waiting']]);
});
