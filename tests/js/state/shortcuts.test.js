import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KEYS, shortcutFor } from '../../../web/static/js/state/shortcuts.js';

const NOTHING = { altKey: false, ctrlKey: false, metaKey: false, repeat: false, isComposing: false };
const CALM = { on: true, typing: false, asked: false };

test('each key is one thing', () => {
  assert.equal(new Set(Object.values(KEYS)).size, Object.keys(KEYS).length);
  for (const [name, key] of Object.entries(KEYS)) assert.equal(shortcutFor({ ...NOTHING, key }, CALM), name);
  assert.equal(shortcutFor({ ...NOTHING, key: 'M' }, CALM), 'microphone');
  assert.equal(shortcutFor({ ...NOTHING, key: 'x' }, CALM), null);
});

test('whoever types, answers a question, holds a key or has turned them off presses no button', () => {
  for (const now of [{ typing: true }, { asked: true }, { on: false }]) assert.equal(shortcutFor({ ...NOTHING, key: 'm' }, { ...CALM, ...now }), null);
  for (const how of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }, { isComposing: true }]) assert.equal(shortcutFor({ ...NOTHING, ...how, key: 'm' }, CALM), null);
});
