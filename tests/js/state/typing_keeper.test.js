import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { TypingKeeper } from '../../../web/static/js/state/typing_keeper.js';

let page = new AbortController();
afterEach(() => {
  page.abort();
  page = new AbortController();
});
const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {{channel?: boolean, server?: boolean}} [line] */
function keeper(line = {}) {
  const way = { channel: true, server: true, ...line };
  /** @type {string[][]} */
  const said = [];
  const by = (/** @type {'channel' | 'server'} */ name) => (/** @type {string} */ text) => way[name] && said.push([name, text]) > 0;
  return { way, said, kept: new TypingKeeper({ byChannel: by('channel'), byServer: by('server'), signal: page.signal }) };
}

test('a first character goes out at once, the next ones together, and the last word is always told', async () => {
  const { kept, said } = keeper();
  kept.write('a');
  await wait(20);
  for (const text of ['ab', 'abc', 'abcd']) kept.write(text);
  assert.deepEqual(said, [['channel', 'a']]);
  await wait(150);
  assert.deepEqual(said, [['channel', 'a'], ['channel', 'abcd']]);
  kept.write('');
  await wait(150);
  assert.deepEqual(said.at(-1), ['channel', '']);
});

test('without a channel the server passes it on, at most every 300 ms', async () => {
  const { kept, said } = keeper({ channel: false });
  for (let n = 1; n <= 40; n += 1) {
    kept.write('x'.repeat(n));
    await wait(10);
  }
  await wait(320);
  assert.ok(said.length <= 4, `${said.length} messages`);
  assert.deepEqual(said.at(-1), ['server', 'x'.repeat(40)]);
});

test('what could not be told is told with the next character, and nothing is told twice', async () => {
  const { kept, said, way } = keeper({ channel: false, server: false });
  kept.write('a');
  await wait(20);
  way.channel = true;
  kept.write('ab');
  await wait(320);
  kept.write('ab');
  await wait(320);
  assert.deepEqual(said, [['channel', 'ab']]);
});

test('the words of the other one are theirs until they are sent or taken back', () => {
  const { kept } = keeper();
  assert.equal(kept.hear('hel'), true);
  assert.equal(kept.hear('hel'), false);
  assert.equal(kept.heard, 'hel');
  kept.sent('hello');
  assert.equal(kept.heard, '');
});

test('a line that comes late does not hide what has been begun since', () => {
  const { kept } = keeper();
  kept.hear('My street is Elm 5');
  kept.sent('Hello, are you there?');
  assert.equal(kept.heard, 'My street is Elm 5');
  kept.hear('');
  assert.equal(kept.heard, '', 'their own page takes it back');
});

test('what was brought back over a reload is told as soon as there is somebody who reads', async () => {
  const { kept, said, way } = keeper({ channel: false, server: false });
  kept.write('half a line');
  await wait(20);
  way.server = true;
  kept.follow('their page');
  await wait(320);
  assert.deepEqual(said, [['server', 'half a line']]);
});

test('nothing is told after the page is gone', async () => {
  const { kept, said } = keeper();
  kept.write('a');
  page.abort();
  await wait(30);
  assert.deepEqual(said, []);
});

test('what one was writing is not shown as another one\'s, and the next page is told what stands in the field', async () => {
  const { kept, said } = keeper();
  kept.follow('page of the first');
  kept.hear('My number is');
  kept.write('Flat 12');
  await wait(150);
  kept.follow(null);
  assert.equal(kept.heard, 'My number is');
  kept.follow('page of the next');
  assert.equal(kept.heard, '');
  await wait(150);
  assert.deepEqual(said, [['channel', 'Flat 12'], ['channel', 'Flat 12']]);
});
