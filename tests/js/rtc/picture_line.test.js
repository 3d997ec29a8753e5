import assert from 'node:assert/strict';
import { test } from 'node:test';

import { limitPicture } from '../../../web/static/js/rtc/picture_line.js';

/** @param {object} [track] */
function sender(track = {}) {
  /** @type {any} */
  const made = {
    track: { contentHint: '', getSettings: () => ({ width: 1280, height: 720 }), ...track },
    parameters: { encodings: [{ active: true }] },
    getParameters: () => structuredClone(made.parameters),
    setParameters: async (/** @type {any} */ parameters) => void (made.parameters = parameters),
  };
  return { made, limited: async (/** @type {any} */ rung, how = {}) => (await limitPicture(made, rung, how), made.parameters.encodings[0]) };
}

test('a face gets smaller, is paused, and is whole again', async () => {
  const { made, limited } = sender();
  assert.deepEqual(await limited('smaller'), { active: true, scaleResolutionDownBy: 2, maxFramerate: 20, maxBitrate: 350_000 });
  assert.equal(made.parameters.degradationPreference, 'maintain-framerate');
  assert.equal((await limited('smallest')).scaleResolutionDownBy, 4);
  assert.equal((await limited('paused')).active, false);
  assert.deepEqual(await limited('full'), { active: true, scaleResolutionDownBy: 1 });
});

test('a phone held upright is as good as one that lies, and a small picture is not made larger', async () => {
  assert.equal((await sender({ getSettings: () => ({ width: 720, height: 1280 }) }).limited('smaller')).scaleResolutionDownBy, 2);
  assert.equal((await sender({ getSettings: () => ({ width: 320, height: 240 }) }).limited('smaller')).scaleResolutionDownBy, 1);
});

test('what is to be read stays sharp, and comes less often', async () => {
  const { made, limited } = sender({ contentHint: 'detail' });
  const { scaleResolutionDownBy, maxFramerate } = await limited('smallest');
  assert.deepEqual([scaleResolutionDownBy, maxFramerate, made.parameters.degradationPreference], [1, 12, 'maintain-resolution']);
});

test('a line that has no parameters yet, or is closed, is left alone', async () => {
  const { made } = sender();
  made.parameters = { encodings: [] };
  await limitPicture(made, 'paused');
  assert.deepEqual(made.parameters, { encodings: [] });
  const closed = sender();
  closed.made.setParameters = async () => {
    throw new Error('InvalidStateError');
  };
  await limitPicture(closed.made, 'paused');
});

test('what comes first is small on any line, what is to be read not', async () => {
  const { limited } = sender();
  assert.deepEqual(await limited('full', { first: true }), { active: true, scaleResolutionDownBy: 4 });
  assert.deepEqual(await limited('smaller', { first: true }), { active: true, scaleResolutionDownBy: 4, maxFramerate: 20, maxBitrate: 350_000 });
  assert.equal((await limited('paused', { first: true })).active, false);
  assert.equal((await sender({ contentHint: 'text' }).limited('full', { first: true })).scaleResolutionDownBy, 1);
});
