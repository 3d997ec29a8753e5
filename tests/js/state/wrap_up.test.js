import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changes } from '../../../web/static/js/state/summary_changes.js';
import { add, afterSave, begin, differs, drafted, isGrowing, mend, onTopOf, remove, toSave } from '../../../web/static/js/state/wrap_up.js';

const chat = { kind: 'chat', ref: 'm1', at: null };

/** @param {object} [groups] @returns {any} */
function body(groups = {}) {
  const none = { situation: [], account: [], facts: [], agreed: [], refused: [], commitments: [], evidence: [], moods: [], open_questions: [], next_stage: [] };
  return { schema_version: 2, language: 'en', outcome: null, consents: [], recordings: [], ...none, ...groups };
}

/** @param {any} summary @returns {any} */
const record = (summary) => ({ version: 1, outcome: null, notes: null, body: summary });

test('mending one statement leaves the draft as it was', () => {
  const draft = body({ agreed: [{ text: 'a', sources: [chat] }, { text: 'b', sources: [chat] }] });
  const mended = mend(draft, 'agreed', 1, { text: 'B' });
  assert.deepEqual(mended.agreed.map((item) => item.text), ['a', 'B']);
  assert.equal(draft.agreed[1].text, 'b');
  assert.deepEqual(remove(mended, 'agreed', 0).agreed.map((item) => item.text), ['B']);
});

test('what a person adds says so, and a promise is the agent’s until told otherwise', () => {
  const [promise] = add(body(), 'commitments').commitments;
  assert.equal(promise.sources[0].kind, 'agent');
  assert.deepEqual([promise.who, promise.due_on, promise.due_words], ['agent', null, null]);
  assert.equal(add(body(), 'account').account[0].speaker, 'customer');
  assert.deepEqual(Object.keys(add(body(), 'agreed').agreed[0]), ['text', 'sources', 'doubt', 'kind', 'amount', 'currency']);
});

test('a line begun and left empty is not sent, and the outcome goes into the body too', () => {
  const start = begin(record(body({ account: [{ text: 'a', sources: [chat] }] })));
  const mended = mend(add(body({ account: [{ text: 'a', sources: [chat] }] }), 'agreed'), 'account', 0, { text: 'A' });
  const sent = toSave({ ...start, body: mended, outcome: 'refund', notes: '  ' });
  assert.deepEqual(sent.body?.agreed, []);
  assert.equal(sent.body?.account[0].text, 'A');
  assert.equal(sent.body?.outcome, 'refund');
  assert.equal(sent.notes, null);
});

test('statements nobody has touched are not sent, so that the notes can still add to the draft', () => {
  const start = begin(record(body({ agreed: [{ text: 'a', sources: [chat] }] })));
  assert.deepEqual(toSave({ ...start, notes: 'x' }), { version: 1, outcome: null, notes: 'x', body: null });
  assert.equal(toSave({ ...start, body: add(start.body ?? body(), 'agreed') }).body, null);
  assert.ok(toSave({ ...start, body: remove(start.body ?? body(), 'agreed', 0) }).body);
});

test('the draft joins what the agent has written meanwhile', () => {
  const waiting = { ...begin({ ...record(null), version: 0 }), notes: 'mine' };
  const form = drafted(waiting, { ...record(body()), outcome: 'refund' });
  assert.deepEqual([form.version, form.notes, form.outcome], [1, 'mine', 'refund']);
  assert.equal(toSave(form).body, null);
});

test('an empty line alone is nothing to lose, a word is', () => {
  const before = begin(record(body()));
  const empty = { ...before, body: add(body(), 'agreed') };
  assert.equal(differs(before, empty), false);
  assert.equal(differs(before, { ...empty, body: mend(empty.body, 'agreed', 0, { text: 'x' }) }), true);
});

test('what is typed while a save is under way stays, upon the version just made', () => {
  const sent = { ...begin(record(body())), notes: 'I will call.' };
  const grown = { ...record(body({ account: [{ text: 'I will call.', sources: [chat] }] })), version: 2, notes: 'I will call.' };
  assert.deepEqual(afterSave(sent, sent, grown), begin(grown));
  const typed = afterSave({ ...sent, notes: 'I will call. Soon.' }, sent, grown);
  assert.deepEqual([typed.version, typed.notes, typed.body], [2, 'I will call. Soon.', grown.body]);
  const own = add(body(), 'agreed');
  const mine = mend(own, 'agreed', 0, { text: 'x' });
  assert.equal(afterSave({ ...sent, body: mine }, sent, grown).body, mine);
});

test('my text on top of theirs keeps my words and takes their version', () => {
  const mine = { ...begin(record(body())), notes: 'mine' };
  const merged = onTopOf(mine, { ...record(body()), version: 7, notes: 'theirs' });
  assert.deepEqual([merged.version, merged.notes], [7, 'mine']);
});

test('a statement from the same place is mended, any other came or went', () => {
  const before = body({ agreed: [{ text: 'old', sources: [chat] }, { text: 'kept', sources: [{ kind: 'note', ref: '', at: null }] }] });
  const own = { kind: 'agent', ref: '', at: null };
  const after = body({ agreed: [{ text: 'new', sources: [chat] }, before.agreed[1], { text: 'added', sources: [own] }] });
  assert.deepEqual(changes(before, after), [
    { group: 'agreed', before: 'old', after: 'new' },
    { group: 'agreed', before: null, after: 'added' },
  ]);
  assert.deepEqual(changes(after, { ...after, agreed: after.agreed.slice(0, 2) }), [{ group: 'agreed', before: 'added', after: null }]);
});

test('another day for a promise is a change', () => {
  const promise = { text: 'call', sources: [chat], who: 'agent', due_on: '2026-12-01', due_words: null };
  const before = body({ commitments: [promise] });
  const after = body({ commitments: [{ ...promise, due_on: '2026-12-02' }] });
  assert.deepEqual(changes(before, after), [{ group: 'commitments', before: 'call (2026-12-01)', after: 'call (2026-12-02)' }]);
});

test('what a person has changed is no longer in doubt', () => {
  const draft = body({ agreed: [{ text: 'a', sources: [chat], doubt: 'figures', kind: 'refund', amount: null, currency: null }] });
  const [mended] = mend(draft, 'agreed', 0, { amount: '20.00', currency: 'EUR' }).agreed;
  assert.deepEqual([mended.doubt, mended.amount], [null, '20.00']);
});

test('another amount is a change', () => {
  const agreed = { text: 'a refund', sources: [chat], doubt: null, kind: 'refund', amount: '20.00', currency: 'EUR' };
  const after = body({ agreed: [{ ...agreed, amount: '30.00' }] });
  assert.deepEqual(changes(body({ agreed: [agreed] }), after), [{ group: 'agreed', before: 'a refund (20.00 EUR)', after: 'a refund (30.00 EUR)' }]);
});

test('a draft grows while something is still at it, and never once it is on the case', () => {
  const drafting = (/** @type {object} */ how) => /** @type {any} */ ({ transcript: null, waits_for_model: false, ...how });
  assert.equal(isGrowing({ state: 'pending', drafting: null }), true);
  assert.equal(isGrowing({ state: 'draft', drafting: drafting({ transcript: 'working' }) }), true);
  assert.equal(isGrowing({ state: 'draft', drafting: drafting({ waits_for_model: true }) }), true);
  assert.equal(isGrowing({ state: 'draft', drafting: drafting({ transcript: 'made' }) }), false);
  assert.equal(isGrowing({ state: 'not_reviewed', drafting: drafting({ transcript: 'working' }) }), false);
});
