import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { LegKeeper } from '../../../web/static/js/state/leg_keeper.js';
import { holdTime, tick } from '../timers.js';

beforeEach(holdTime);

/** @param {{camera?: () => any, track?: any}} [devices] */
function keeper({ camera = () => null, track = null } = {}) {
  /** @type {any[]} */
  const legs = [];
  /** @type {string[]} */
  const asked = [];
  /** What voice and camera may carry. @type {any} */
  const may = { audio: false, video: false };
  /** Whether the voice might be, each time that was said. @type {boolean[]} */
  const heard = [];
  const made = new LegKeeper({
    letRecord: (kinds) => heard.push(Object.assign(may, kinds).audio),
    makeLeg: (options) => {
      const leg = /** @type {any} */ ({ ...options, state: 'opening', sent: false, close: () => (leg.state = 'closed'), replaceTrack: (/** @type {any} */ track) => (leg.track = track), replaceCamera: (/** @type {any} */ camera) => (leg.camera = camera) });
      legs.push(leg);
      return leg;
    },
    ways: () => ({ iceServers: [], iceTransportPolicy: 'all' }),
    voice: typeof track === 'function' ? track : () => track,
    camera,
    ask: (id, because) => asked.push(because ? `${id} ${because}` : id) > 0,
  });
  const breaks = () => {
    legs.at(-1).state = 'lost';
    legs.at(-1).lost();
  };
  return { made, legs, asked, breaks, may, heard };
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

test('in a pause the voice is silent in the same turn, whatever happens to the microphone, and there again afterwards', () => {
  const { made, legs, may } = keeper({ track: /** @type {any} */ ('the voice') });
  const paused = { ...recording('open'), pause: { by: 'ag', since: '2026-03-01T09:00:00Z', seen_by: null } };
  made.follow(recording('open'));
  assert.deepEqual(may, { audio: false, video: false }, 'nobody records it yet');
  made.admit(ticket());
  assert.deepEqual(may, { audio: true, video: true });
  made.follow(paused);
  made.voiceMoved();
  assert.deepEqual([may, legs.length], [{ audio: false, video: false }, 1]);
  made.follow(recording('open'));
  assert.deepEqual([may.audio, legs[0].track], [true, 'the voice']);
});

test('another microphone is heard by the leg that is there', () => {
  let voice = /** @type {any} */ ('the voice');
  const { made, legs } = keeper({ track: () => voice });
  made.follow(recording('open'));
  made.admit(ticket());
  voice = 'another voice';
  made.voiceMoved();
  assert.equal(legs[0].track, 'another voice');
});

test('what ends in a pause, or is followed by another recording, is not heard once more for that', () => {
  const paused = { ...recording('open'), pause: { by: 'ag', since: '2026-03-01T09:00:00Z', seen_by: null } };
  for (const next of [recording('stopped'), recording('open', 'r2'), null]) {
    const { made, may, heard } = keeper();
    made.follow(recording('open'));
    made.admit(ticket());
    made.follow(paused);
    heard.length = 0;
    made.follow(next);
    assert.deepEqual([may.audio, heard.includes(true)], [false, false]);
  }
});

test('a leg brings the picture only if its ticket says so, and none while it is held back or in a pause', () => {
  let camera = /** @type {any} */ ('the camera');
  const { made, legs } = keeper({ camera: () => camera });
  made.follow(recording('open'));
  made.admit(ticket());
  assert.equal(legs[0].picture, false);
  made.follow(recording('open', 'r2'));
  made.admit({ ...ticket('r2'), picture: true });
  assert.deepEqual([legs[1].picture, legs[1].camera], [true, 'the camera']);
  camera = null;
  made.cameraMoved();
  assert.equal(legs[1].camera, null);
  camera = 'another camera';
  made.cameraMoved();
  made.follow({ ...recording('open', 'r2'), pause: { by: 'ag', since: '2026-03-01T09:00:00Z', seen_by: null } });
  assert.equal(legs[1].camera, null);
  made.cameraMoved();
  assert.equal(legs[1].camera, null);
  made.follow(recording('open', 'r2'));
  assert.equal(legs[1].camera, 'another camera');
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
  const { made, may } = keeper();
  made.follow(recording('open'));
  made.admit(ticket());
  made.follow({ ...recording('open'), asked_again: ['c'] });
  assert.equal(may.audio, false);
});

test('a picture that was taken back is not sent any more, and comes back after no pause and with no other leg', () => {
  const { made, legs } = keeper({ camera: () => /** @type {any} */ ('the camera') });
  made.follow(recording('open'));
  made.admit({ ...ticket(), picture: true });
  assert.equal(legs[0].camera, 'the camera');
  const ended = { ...recording('open'), picture: 'ended' };
  made.follow(ended);
  assert.equal(legs[0].camera, null);
  made.cameraMoved();
  made.follow({ ...ended, pause: { by: 'ag', since: '2026-03-01T09:00:00Z', seen_by: null } });
  made.follow(ended);
  assert.equal(legs[0].camera, null);
  made.follow({ ...recording('open', 'r2'), picture: 'taken' });
  made.admit({ ...ticket('r2'), picture: true });
  assert.equal(legs[1].camera, 'the camera', 'another question, another answer');
});

test('what its person holds back is sent to no leg, not to one that comes meanwhile either, whatever the server shows', () => {
  const { made, legs, may } = keeper({ track: /** @type {any} */ ('the voice'), camera: () => /** @type {any} */ ('the camera') });
  made.follow(recording('open'));
  made.admit({ ...ticket(), picture: true });
  made.hold('pause');
  assert.deepEqual([may, legs[0].camera], [{ audio: false, video: false }, null]);
  made.voiceMoved();
  made.cameraMoved();
  made.follow(recording('open'));
  assert.deepEqual([may, legs[0].camera], [{ audio: false, video: false }, null]);
  made.follow(recording('open', 'r2'));
  made.admit({ ...ticket('r2'), picture: true });
  assert.deepEqual([may, legs[1].camera], [{ audio: false, video: false }, null]);
  made.hold(null);
  assert.deepEqual([may, legs[1].camera], [{ audio: true, video: true }, 'the camera']);
  made.hold('picture');
  made.cameraMoved();
  assert.deepEqual([may, legs[1].track, legs[1].camera], [{ audio: true, video: false }, 'the voice', null]);
});

test('what is let go of because the server shows the pause stays silent', () => {
  const { made, heard } = keeper({ track: /** @type {any} */ ('the voice') });
  made.follow(recording('open'));
  made.admit(ticket());
  heard.length = 0;
  made.hold('pause');
  made.follow({ ...recording('open'), pause: { by: 'c', since: '2026-03-01T09:00:00Z', seen_by: null } });
  made.hold(null);
  assert.ok(heard.length > 0 && !heard.includes(true));
});
