import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { NotesKeeper } from '../../../web/static/js/state/notes_keeper.js';
import { NotesShelf } from '../../../web/static/js/state/notes_shelf.js';
import { holdTime, releaseTime, tick } from '../timers.js';

const immediate = setImmediate;
const settled = async () => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise(immediate);
};

let page = new AbortController();
beforeEach(holdTime);
afterEach(() => {
  page.abort();
  page = new AbortController();
  releaseTime();
});

/** A server whose line can be down, and the shelf of one page before it. */
function desk() {
  const server = {
    notes: { text: '', version: 0 },
    /** @type {string[]} */
    saved: [],
    away: false,
    made: 0,
  };
  const away = () => {
    if (server.away) throw Object.assign(new Error('offline'), { code: 'offline' });
  };
  /** @type {import('../../../web/static/js/state/notes_keeper.js').Notes | null} */
  let left = null;
  const kept = { get: () => left, set: (/** @type {typeof left} */ notes) => (left = notes) };
  const shelf = new NotesShelf(() => {
    server.made += 1;
    return new NotesKeeper({
      read: async () => {
        away();
        return { ...server.notes };
      },
      save: async ({ text, version }) => {
        away();
        if (version !== server.notes.version) throw Object.assign(new Error('conflict'), { code: 'version_conflict' });
        server.notes = { text: text.trim(), version: version + 1 };
        server.saved.push(text);
        return { ...server.notes };
      },
      kept,
      signal: page.signal,
    });
  });
  return { server, shelf, kept };
}

test('while the line is down, a view that is shown again writes on in the same notes, and they are saved once', async () => {
  const { server, shelf, kept } = desk();
  const first = shelf.of('call');
  await settled();
  server.away = true;
  first.write('Flat 12');
  void first.flush(); // the view is left
  await settled();
  const again = shelf.of('call');
  assert.equal(again, first);
  again.write('Flat 12, second floor');
  tick(1000);
  await settled();
  server.away = false;
  shelf.again();
  await settled();
  tick(60_000);
  await settled();
  assert.deepEqual([server.saved, again.view.standing, kept.get(), server.made], [['Flat 12, second floor'], 'saved', null, 1]);
});

test('notes that nobody knows yet, because the line was down from the start, have one keeper too', async () => {
  const { server, shelf } = desk();
  server.away = true;
  const first = shelf.of('call');
  await settled();
  assert.equal(shelf.of('call'), first);
  assert.equal(server.made, 1);
});

test('what is saved is read anew for the next view: another window may have written', async () => {
  const { server, shelf } = desk();
  const first = shelf.of('call');
  await settled();
  server.notes = { text: 'by another window', version: 4 };
  const next = shelf.of('call');
  await settled();
  assert.notEqual(next, first);
  assert.equal(next.view.text, 'by another window');
});

test('each call has notes of its own', async () => {
  const { server, shelf } = desk();
  const [one, other] = [shelf.of('one'), shelf.of('other')];
  await settled();
  assert.notEqual(one, other);
  assert.equal(server.made, 2);
});
