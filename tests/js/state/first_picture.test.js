import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { FirstPicture } from '../../../web/static/js/state/first_picture.js';
import { holdTime, tick } from '../timers.js';

beforeEach(holdTime);

function picture() {
  const page = new AbortController();
  const there = { connected: false, both: false };
  /** @type {boolean[]} */
  const told = [];
  const first = new FirstPicture({ connected: () => there.connected, both: () => there.both, moved: () => told.push(first.isSmall), signal: page.signal });
  /** @param {Partial<typeof there>} now @param {number} ms */
  const is = (now, ms) => {
    Object.assign(there, now);
    first.look();
    tick(ms);
    return first.isSmall;
  };
  return { first, told, is, page };
}

test('it is small in a warm lobby once the line has been asked, and whole when the first has been seen', () => {
  const { is, told } = picture();
  assert.equal(is({}, 60_000), false, 'there is no line yet');
  assert.equal(is({ connected: true }, 1600), false, 'the line is being asked');
  assert.equal(is({}, 100), true);
  assert.equal(is({}, 60_000), true);
  assert.equal(is({ both: true }, 900), true, 'the first is on its way');
  assert.equal(is({}, 100), false);
  assert.equal(is({}, 60_000), false);
  assert.deepEqual(told, [true, false]);
});

test('who clicks before the line has been asked has it whole from the beginning', () => {
  const { is, told } = picture();
  is({ connected: true }, 1000);
  assert.equal(is({ both: true }, 60_000), false);
  assert.deepEqual(told, []);
});

test('who is away for a moment and back waits again; another connection begins whole', () => {
  const { is } = picture();
  is({ connected: true, both: true }, 5000);
  assert.equal(is({ both: false }, 1700), true);
  assert.equal(is({ both: true }, 500), true);
  assert.equal(is({ both: false }, 5000), true, 'it was not for long');
  assert.equal(is({ connected: false }, 1000), false);
});

test('a page that is closed is not asked any more', () => {
  const { is, told, page } = picture();
  is({ connected: true }, 100);
  page.abort();
  tick(60_000);
  assert.deepEqual(told, []);
});
