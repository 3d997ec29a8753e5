import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { NotesKeeper } from '../../../web/static/js/state/notes_keeper.js';
import { holdTime, releaseTime, tick } from '../timers.js';

const immediate = setImmediate;
const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(immediate);
};
/** @param {string} code */
const refused = (code) => Object.assign(new Error(code), { code });

let page = new AbortController();
beforeEach(holdTime);
afterEach(() => {
  page.abort();
  page = new AbortController();
  releaseTime();
});

/** A server with the notes of one call. */
function server(text = '', version = 0) {
  const made = {
    notes: { text, version },
    /** @type {string[]} */
    saved: [],
    /** @type {string | null} */
    fails: null,
    /** The answer is lost, what was asked is done. */
    loses: false,
    read: async () => {
      if (made.fails) throw refused(made.fails);
      return { ...made.notes };
    },
    save: async (/** @type {{text: string, version: number}} */ asked) => {
      if (made.fails) throw refused(made.fails);
      if (asked.version !== made.notes.version) throw refused('version_conflict');
      made.notes = { text: asked.text.trim(), version: asked.version + 1 };
      made.saved.push(asked.text);
      if (made.loses) throw refused('deadline');
      return { ...made.notes };
    },
  };
  return made;
}

/** @param {{text: string, version: number} | null} [left] */
function tab(left = null) {
  const made = { left, get: () => made.left, set: (/** @type {any} */ notes) => (made.left = notes) };
  return made;
}

/** @param {ReturnType<typeof server>} there @param {ReturnType<typeof tab>} kept */
async function open(there, kept = tab()) {
  const keeper = new NotesKeeper({ read: there.read, save: there.save, kept, signal: page.signal });
  await settled();
  return keeper;
}

test('what is typed is saved once the hand rests, and not letter by letter', async () => {
  const there = server();
  const keeper = await open(there);
  for (const text of ['F', 'Fl', 'Flat 12']) {
    keeper.write(text);
    tick(300);
  }
  await settled();
  assert.deepEqual([there.saved, keeper.view.standing], [[], 'typed']);
  tick(1000);
  await settled();
  assert.deepEqual([there.saved, keeper.view.standing], [['Flat 12'], 'saved']);
});

test('what the server does not have yet is kept in this tab, and saved by the next page', async () => {
  const [there, kept] = [server('Flat 1', 3), tab()];
  const keeper = await open(there, kept);
  keeper.write('Flat 12');
  assert.deepEqual(kept.left, { text: 'Flat 12', version: 3 });
  page.abort();
  page = new AbortController();
  const next = await open(there, kept);
  assert.equal(next.view.text, 'Flat 12');
  tick(0);
  await settled();
  assert.deepEqual([there.notes, kept.left], [{ text: 'Flat 12', version: 4 }, null]);
});

test('while nobody answers it is tried again, and said', async () => {
  const there = server();
  const keeper = await open(there);
  there.fails = 'offline';
  keeper.write('Flat 12');
  tick(1000);
  await settled();
  assert.equal(keeper.view.standing, 'failed');
  there.fails = null;
  tick(2000);
  await settled();
  assert.deepEqual([there.saved, keeper.view.standing], [['Flat 12'], 'saved']);
});

test('another window\'s words are never written over unasked: mine or theirs stands as the person says', async () => {
  for (const choice of /** @type {const} */ (['keepMine', 'showTheirs'])) {
    const there = server();
    const keeper = await open(there);
    there.notes = { text: 'theirs', version: 1 };
    keeper.write('mine');
    tick(1000);
    await settled();
    assert.deepEqual([keeper.view.standing, keeper.view.text, there.notes.text], ['conflict', 'mine', 'theirs']);
    keeper.write('mine, and more');
    tick(5000);
    await settled();
    assert.equal(there.notes.text, 'theirs');
    keeper[choice]();
    await settled();
    const stands = choice === 'keepMine' ? 'mine, and more' : 'theirs';
    assert.deepEqual([keeper.view.standing, keeper.view.text, there.notes.text], ['saved', stands, stands]);
  }
});

test('a save whose answer was lost is no conflict with oneself', async () => {
  const there = server();
  const keeper = await open(there);
  there.loses = true;
  keeper.write('Flat 12');
  tick(1000);
  await settled();
  there.loses = false;
  keeper.write('Flat 12, second floor');
  tick(1000);
  await settled();
  tick(0);
  await settled();
  assert.deepEqual([keeper.view.standing, there.notes.text], ['saved', 'Flat 12, second floor']);
});

test('a call that is written up takes no more notes, and nobody goes on asking', async () => {
  const there = server();
  const keeper = await open(there);
  there.fails = 'not_in_this_state';
  keeper.write('too late');
  tick(1000);
  await settled();
  there.fails = null;
  tick(60_000);
  await settled();
  assert.deepEqual([keeper.view.standing, there.saved], ['closed', []]);
});

test('what was saved with the wrap-up needs no saving of its own', async () => {
  const there = server();
  const keeper = await open(there);
  keeper.write('Flat 12');
  there.notes = { text: 'Flat 12', version: 1 };
  keeper.savedWith({ text: 'Flat 12', version: 1 });
  tick(60_000);
  await settled();
  assert.deepEqual([keeper.view.standing, keeper.version, there.saved], ['saved', 1, []]);
});

test('what is typed before the server has been heard is kept and saved upon what it has', async () => {
  const there = server('', 0);
  there.fails = 'offline';
  const keeper = await open(there);
  keeper.write('Flat 12');
  assert.equal(keeper.view.standing, 'loading');
  there.fails = null;
  tick(2000);
  await settled();
  tick(0);
  await settled();
  assert.deepEqual([keeper.view.standing, there.notes.text], ['saved', 'Flat 12']);
});

test('what the page before this one has sent at its end is no other window', async () => {
  const [there, kept] = [server('', 0), tab({ text: 'Flat 12', version: 0 })];
  const keeper = await open(there, kept);
  there.notes = { text: 'Flat 12', version: 1 };
  keeper.write('Flat 12, second floor');
  tick(1000);
  await settled();
  tick(0);
  await settled();
  assert.deepEqual([keeper.view.standing, there.notes.text], ['saved', 'Flat 12, second floor']);
});
