import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { LegKeeper } from '../../../web/static/js/state/leg_keeper.js';
import { holdTime, tick } from '../timers.js';

beforeEach(holdTime);

function keeper() {
  /** @type {any[]} */
  const legs = [];
  /** @type {string[]} */
  const asked = [];
  const made = new LegKeeper({
    makeLeg: (options) => {
      const leg = /** @type {any} */ ({ ...options, state: 'opening', sent: false, close: () => (leg.state = 'closed'), replaceTrack: (/** @type {any} */ track) => (leg.track = track) });
      legs.push(leg);
      return leg;
    },
    ways: () => ({ iceServers: [], iceTransportPolicy: 'all' }),
    track: () => null,
    ask: (id, because) => asked.push(because ? `${id} ${because}` : id) > 0,
  });
  const breaks = () => {
    legs.at(-1).state = 'lost';
    legs.at(-1).lost();
  };
  return { made, legs, asked, breaks };
}

/** @param {string} state @param {string} [id] @returns {any} */
const recording = (state, id = 'r1') => ({ id, state });
/** @param {string} [id] @returns {any} */
const ticket = (id = 'r1') => ({ recording_id: id, part_number: 1, whip_url: '/whip/t' });

test('a ticket opens one leg, and a leg that works is not given up for another ticket', () => {
  const { made, legs } = keeper();
  made.follow(recording('open'));
  made.admit(ticket());
  made.admit(ticket());
  assert.equal(legs.length, 1);
});

test('whatever ends the recording closes the leg at once, and asks for nothing more', () => {
  for (const state of ['stopped', 'discarded', 'declined']) {
    const { made, legs, asked } = keeper();
    made.follow(recording('open'));
    made.admit(ticket());
    made.follow(recording(state));
    assert.equal(legs[0].state, 'closed');
    tick(60_000);
    assert.deepEqual(asked, []);
  }
});

test('a leg that broke asks for another ticket', () => {
  const { made, legs, asked, breaks } = keeper();
  made.follow(recording('open'));
  made.admit(ticket());
  breaks();
  tick(400);
  assert.deepEqual(asked, ['r1']);
  made.admit(ticket());
  assert.equal(legs.length, 2);
});

test('a recorder that stays away is asked for ever more slowly', () => {
  const { made, asked, breaks } = keeper();
  made.follow(recording('open'));
  for (let turn = 0; turn < 10; turn += 1) {
    made.admit(ticket());
    breaks();
  }
  tick(9000);
  assert.deepEqual(asked, []);
  tick(2000);
  assert.deepEqual(asked, ['r1']);
});

test('a ticket that was lost on the way is asked for', () => {
  const { made, asked } = keeper();
  made.follow(recording('open'));
  tick(2000);
  assert.deepEqual(asked, []);
  tick(1000);
  assert.deepEqual(asked, ['r1']);
});

test('another recording is another leg', () => {
  const { made, legs } = keeper();
  made.follow(recording('open'));
  made.admit(ticket());
  made.follow(recording('open', 'r2'));
  assert.equal(legs[0].state, 'closed');
  made.admit(ticket('r2'));
  assert.equal(legs[1].recordingId, 'r2');
});

test('in a pause the recorder gets silence, whatever happens to the microphone, and the voice again afterwards', () => {
  const { made, legs } = keeper();
  const paused = { ...recording('open'), pause: { by: 'ag', since: '2026-03-01T09:00:00Z', seen_by: null } };
  made.follow(recording('open'));
  made.admit(ticket());
  made.follow(paused);
  made.replaceTrack(/** @type {any} */ ('another microphone'));
  assert.equal(legs[0].track, null);
  assert.equal(legs.length, 1);
  made.follow(recording('open'));
  made.replaceTrack(/** @type {any} */ ('another microphone'));
  assert.equal(legs[0].track, 'another microphone');
});

test('a recorder that has no room is told of once, and not knocked at again', () => {
  const { made, legs, asked, breaks } = keeper();
  made.follow(recording('open'));
  made.admit(ticket());
  legs[0].refusal = 'no_room';
  breaks();
  tick(60_000);
  assert.deepEqual(asked, ['r1 no_room']);
});

test('while somebody is asked again the recorder gets silence', () => {
  const { made, legs } = keeper();
  made.follow(recording('open'));
  made.admit(ticket());
  legs[0].track = 'a voice';
  made.follow({ ...recording('open'), asked_again: ['c'] });
  assert.equal(legs[0].track, null);
});
