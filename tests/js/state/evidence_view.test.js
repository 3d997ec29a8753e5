import assert from 'node:assert/strict';
import { test } from 'node:test';

import { evidenceHeard, NO_EVIDENCE, openRequest } from '../../../web/static/js/state/evidence_view.js';

/** @param {string} id @param {number} second @returns {any} */
const file = (id, second) => ({ id, at: new Date(second * 1000).toISOString() });
/** @param {string} id @param {string} state @param {number} [second] @returns {any} */
const wish = (id, state, second = 1) => ({ id, state, what: 'label', asked_at: new Date(second * 1000).toISOString() });
/** @param {any} request @param {any[]} [files] */
const told = (request, files = []) => ({ request, files, statement: null });

test('a file that was there stays there, whichever node tells last, in the order they came', () => {
  const known = evidenceHeard(evidenceHeard(NO_EVIDENCE, told(null, [file('b', 2)])), told(null, [file('a', 1)]));
  assert.deepEqual(known.files.map(({ id }) => id), ['a', 'b']);
});

test('what is settled stays settled, and a newer wish takes the place of an older one', () => {
  let known = evidenceHeard(NO_EVIDENCE, told(wish('q', 'asked')));
  assert.equal(openRequest(known)?.id, 'q');
  known = evidenceHeard(known, told(wish('q', 'filed')));
  known = evidenceHeard(known, told(wish('q', 'accepted')));
  assert.equal(known.request?.state, 'filed');
  assert.equal(openRequest(known), null);
  known = evidenceHeard(known, told(wish('r', 'asked', 2)));
  known = evidenceHeard(known, told(wish('q', 'filed')));
  assert.equal(openRequest(known)?.id, 'r');
});

test('a wish that could not be met may still be met', () => {
  const known = evidenceHeard(evidenceHeard(NO_EVIDENCE, told(wish('q', 'failed'))), told(wish('q', 'filed')));
  assert.equal(known.request?.state, 'filed');
});

test('what the customer is asked to confirm is what was told last', () => {
  const asked = evidenceHeard(NO_EVIDENCE, { ...told(null), statement: 's' });
  assert.equal(asked.statement, 's');
  assert.equal(evidenceHeard(asked, told(null)).statement, null);
});
