import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ScreenKeeper } from '../../../web/static/js/state/screen_keeper.js';

/** @returns {any} */
function track() {
  const made = Object.assign(new EventTarget(), { stopped: false, stop: () => (made.stopped = true) });
  return made;
}

/** @param {any} answer @param {{wanted?: boolean}} [about] */
function keeper(answer, about = { wanted: true }) {
  const seen = { asked: 0, changes: 0 };
  const open = async () => {
    seen.asked += 1;
    return answer;
  };
  return { seen, about, screen: new ScreenKeeper({ open, wanted: () => about.wanted === true, changed: () => (seen.changes += 1) }) };
}
const camera = /** @type {any} */ ({ audio: 'voice', video: 'face' });

test('a screen stands over the camera until its person ends it', async () => {
  const shown = track();
  const { screen, seen } = keeper({ track: shown });
  assert.equal(screen.over(camera).video, 'face');
  assert.equal(await screen.start(), 'shown');
  assert.deepEqual([screen.over(camera), screen.shown, seen.changes], [{ audio: 'voice', video: shown }, true, 1]);
  screen.stop();
  assert.deepEqual([screen.over(camera), shown.stopped, seen.changes], [camera, true, 2]);
});

test('the browser\'s own "stop sharing" ends it as well, once', async () => {
  const shown = track();
  const { screen, seen } = keeper({ track: shown });
  await screen.start();
  shown.dispatchEvent(new Event('ended'));
  shown.dispatchEvent(new Event('ended'));
  assert.deepEqual([screen.shown, seen.changes], [false, 2]);
});

test('before the own click nothing is asked, and what is chosen after the call has ended is let go of', async () => {
  const early = keeper({ track: track() }, { wanted: false });
  assert.equal(await early.screen.start(), 'changed_mind');
  assert.equal(early.seen.asked, 0);

  const shown = track();
  const late = keeper({ track: shown });
  const starting = late.screen.start();
  late.about.wanted = false;
  assert.equal(await starting, 'changed_mind');
  assert.deepEqual([late.screen.shown, shown.stopped, late.seen.changes], [false, true, 0]);
});

test('who changes their mind is asked again next time, and never twice at once', async () => {
  const { screen, seen } = keeper({ track: null, refused: 'changed_mind' });
  assert.deepEqual(await Promise.all([screen.start(), screen.start()]), ['changed_mind', 'changed_mind']);
  await screen.start();
  assert.deepEqual([screen.shown, seen.asked, seen.changes], [false, 2, 0]);
});
