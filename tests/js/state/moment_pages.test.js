import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MomentPages } from '../../../web/static/js/state/moment_pages.js';

const immediate = setImmediate;
const settled = async () => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise(immediate);
};

/** Five moments, two on a page, over a line that answers when it is told to. */
function line() {
  const all = ['5', '4', '3', '2', '1'].map((at) => ({ at }));
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {string[][]} */
  const shown = [];
  const made = {
    down: false,
    shown,
    failed: 0,
    again: () => {},
    answer: async () => {
      waiting.splice(0).forEach((go) => go());
      await settled();
    },
    pages: new MomentPages({
      read: async (/** @type {string} */ before) => {
        await new Promise((go) => waiting.push(() => go(undefined)));
        if (made.down) throw new Error('offline');
        const left = all.filter(({ at }) => before === '' || at < before);
        return { moments: left.slice(0, 2), more: left.length > 2 };
      },
      show: ({ moments }) => shown.push(moments.map(({ at }) => at)),
      fail: (_, again) => {
        made.failed += 1;
        made.again = again;
      },
    }),
  };
  return made;
}

test('a second click while the earlier page is on its way draws no row twice', async () => {
  const slow = line();
  void slow.pages.refresh();
  await settled();
  await slow.answer();
  void slow.pages.earlier();
  void slow.pages.earlier();
  await settled();
  await slow.answer();
  await slow.answer();
  assert.deepEqual(slow.shown.at(-1), ['5', '4', '3', '2']);
});

test('news that come while the earlier page is on its way neither double a row nor leave one out', async () => {
  const slow = line();
  void slow.pages.refresh();
  await settled();
  await slow.answer();
  void slow.pages.earlier();
  void slow.pages.refresh();
  await settled();
  await slow.answer();
  await slow.answer();
  assert.deepEqual(slow.shown.at(-1), ['5', '4']);
  void slow.pages.earlier();
  await settled();
  await slow.answer();
  assert.deepEqual(slow.shown.at(-1), ['5', '4', '3', '2']);
});

test('what a line that is down has not answered is asked for once more, and only once', async () => {
  const slow = line();
  void slow.pages.refresh();
  await settled();
  await slow.answer();
  slow.down = true;
  void slow.pages.earlier();
  await settled();
  await slow.answer();
  assert.equal(slow.failed, 1);
  slow.down = false;
  slow.again();
  await settled();
  await slow.answer();
  assert.deepEqual(slow.shown.at(-1), ['5', '4', '3', '2']);
});
