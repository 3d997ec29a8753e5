import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownPause, SaidDirectly } from '../../../web/static/js/state/said_directly.js';

const other = /** @type {any} */ ({ id: 'a', page_id: 'their-page' });

test('what the other page says is shown of that page only', () => {
  const said = new SaidDirectly();
  assert.deepEqual(said.look(other), { pause: null, echoes: 0, back: false, writes: false });
  said.hear('their-page', { audio: true, video: false, pause: 'hidden', echoes: 2, back: true, writes: true });
  assert.deepEqual(said.look(other), { pause: 'hidden', echoes: 2, back: true, writes: true });
  assert.deepEqual(said.look({ ...other, page_id: 'their-next-page' }), { pause: null, echoes: 0, back: false, writes: false });
  said.hear('their-page', { audio: true, video: true });
  assert.deepEqual(said.look(other), { pause: null, echoes: 0, back: false, writes: false });
});

test('who is away from the page is away, whatever the phone has taken beside', () => {
  const stopped = { audio: true, video: false };
  assert.equal(ownPause({ outOfSight: true, stopped }), 'hidden');
  assert.equal(ownPause({ outOfSight: false, stopped }), 'interrupted');
  assert.equal(ownPause({ outOfSight: false, stopped: { audio: false, video: false } }), undefined);
});
