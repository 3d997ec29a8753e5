import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { LineWatch } from '../../../web/static/js/state/line_watch.js';
import { holdTime, tick } from '../timers.js';

const STEP_MS = 2000;
let page = new AbortController();
beforeEach(() => {
  page.abort();
  page = new AbortController();
  holdTime();
});

/** @param {any} talk */
function watch(talk) {
  /** @type {any} */
  const told = { changes: 0, renewals: 0, figures: [] };
  const line = new LineWatch({ talk: () => talk, changed: () => (told.changes += 1), renew: () => (told.renewals += 1), measured: (figures) => told.figures.push(figures), signal: page.signal });
  /** @param {number} [times] */
  const measured = async (times = 1) => {
    for (let done = 0; done < times; done += 1) {
      tick(STEP_MS);
      await new Promise(setImmediate);
    }
  };
  return { line, told, measured };
}

/** A connection that has received so many packets and lost so many. @returns {any} */
function connected() {
  const packets = { type: 'inbound-rtp', kind: 'audio', packetsReceived: 0, packetsLost: 0 };
  return { state: 'connected', packets, connection: { getStats: async () => new Map([['in', { ...packets }]]) } };
}

test('two measurements make a quality, and it is told when it changes', async () => {
  const talk = connected();
  const { line, told, measured } = watch(talk);
  await measured();
  assert.equal(line.quality, 'unknown');
  talk.packets.packetsReceived = 100;
  await measured();
  assert.deepEqual([line.quality, told.changes], ['good', 1]);
  assert.deepEqual(told.figures.map((/** @type {any} */ figures) => figures?.arrived), [undefined, 100]);
  Object.assign(talk.packets, { packetsReceived: 160, packetsLost: 40 });
  await measured();
  assert.deepEqual([line.quality, told.changes], ['bad', 2]);
});

test('measurements from before an interruption are not compared with those after it', async () => {
  const talk = connected();
  const { line, measured } = watch(talk);
  await measured();
  talk.state = 'reconnecting';
  await measured();
  talk.state = 'connected';
  talk.packets.packetsReceived = 500;
  await measured();
  assert.equal(line.quality, 'unknown');
});

test('a talk that stays broken for eight seconds asks for fresh ways, and then waits longer', async () => {
  const { told, measured } = watch({ state: 'reconnecting', connection: null });
  await measured(3);
  assert.equal(told.renewals, 0);
  await measured();
  assert.equal(told.renewals, 1);
  await measured(7);
  assert.equal(told.renewals, 1);
  await measured();
  assert.equal(told.renewals, 2);
});

test('nothing is measured once the page is gone', async () => {
  const talk = connected();
  const { told, measured } = watch(talk);
  page.abort();
  talk.packets.packetsReceived = 100;
  await measured(3);
  assert.equal(told.changes, 0);
});
