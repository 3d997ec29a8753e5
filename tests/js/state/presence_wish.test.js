import assert from 'node:assert/strict';
import { test } from 'node:test';

import { presenceWish } from '../../../web/static/js/state/presence_wish.js';

function line() {
  /** @type {string[]} */
  const sent = [];
  /** @type {(change: any) => void} */
  let listener = () => {};
  let up = false;
  const socket = /** @type {any} */ ({
    send: (/** @type {any} */ { state }) => (up ? sent.push(state) : null),
    onStatus: (/** @type {any} */ given) => (listener = given),
  });
  const become = (/** @type {string} */ status) => {
    up = status === 'online';
    listener({ status });
  };
  return { socket, sent, become };
}

test('a click before the line is up is told once it is, and once only', () => {
  const { socket, sent, become } = line();
  const wish = presenceWish(socket, new AbortController().signal);
  wish('available');
  assert.deepEqual(sent, []);
  become('online');
  become('offline');
  become('online');
  assert.deepEqual(sent, ['available']);
});

test('of clicks made while the line is down, the last one counts', () => {
  const { socket, sent, become } = line();
  const wish = presenceWish(socket, new AbortController().signal);
  become('online');
  wish('available');
  become('offline');
  wish('break');
  wish('available');
  wish('break');
  become('online');
  assert.deepEqual(sent, ['available', 'break']);
});
