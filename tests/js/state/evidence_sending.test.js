import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';

import { EvidenceSending, hashOf } from '../../../web/static/js/state/evidence_sending.js';

globalThis.crypto ??= /** @type {any} */ (webcrypto); // Debian 12's Node 18 has no global one

const PHOTO = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xd9])], { type: 'image/jpeg' });
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @param {(about: any, tries: number) => unknown} answers @param {(photo: Blob) => Promise<Blob | null>} [smaller] */
function sending(answers = () => ({}), smaller) {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[][]} */
  const told = [];
  /** @type {string[]} */
  const filed = [];
  /** @type {string[]} */
  const givenUp = [];
  const made = new EvidenceSending({
    upload: async (file, about) => {
      sent.push({ file, ...about });
      return answers(about, sent.length);
    },
    answer: (...answer) => told.push(answer),
    filed: ({ name }) => filed.push(name),
    gaveUp: ({ name }) => givenUp.push(name),
    smaller,
    mostBytes: 100,
    pause: async () => {},
  });
  return { made, sent, told, filed, givenUp };
}
/** @param {string} id @param {string} [state] @returns {any} */
const wish = (id, state = 'asked') => ({ id, what: 'label', state, asked_at: '2026-03-01T10:00:00Z' });
/** @param {string} code */
const failing = (code) => () => {
  throw Object.assign(new Error(code), { code });
};

test('what is asked for opens the way, and nothing is sent before a yes', async () => {
  const { made, sent, told, filed } = sending();
  made.asked(wish('q'));
  assert.equal(made.view.step, 'choosing');
  await made.took(PHOTO, 'label.jpg');
  assert.equal(made.view.step, 'checking');
  assert.deepEqual([sent.length, told], [0, [['q', 'accepted']]]);
  await made.send({ keepPlace: false });
  assert.deepEqual([sent[0].name, sent[0].requestId, sent[0].keepPlace], ['label.jpg', 'q', false]);
  assert.equal(sent[0].sha256, await hashOf(PHOTO));
  assert.deepEqual([made.view.step, filed], ['idle', ['label.jpg']]);
  made.asked(wish('q', 'accepted'));
  assert.equal(made.view.step, 'idle', 'the news of it may come later than the answer');
});

test('a no is told, and the same wish does not ask again; another one does', () => {
  const { made, told } = sending();
  made.asked(wish('q'));
  made.stop();
  made.asked(wish('q'));
  assert.deepEqual([made.view.step, told], ['idle', [['q', 'declined']]]);
  made.asked(wish('r'));
  assert.equal(made.view.step, 'choosing');
});

test('a wish that is taken back closes the way, but not a photo that was taken already', async () => {
  const { made } = sending();
  made.asked(wish('q'));
  made.asked(null);
  assert.equal(made.view.step, 'idle');
  made.asked(wish('r'));
  await made.took(PHOTO, 'label.jpg');
  made.asked(null);
  assert.equal(made.view.step, 'checking');
});

/** A still that takes as long as the test likes. */
function slowStill() {
  /** @type {(photo: Blob | null) => void} */
  let arrives = () => {};
  const photo = new Promise((/** @type {(photo: Blob | null) => void} */ resolve) => (arrives = resolve));
  return { still: () => photo, arrives: (/** @type {Blob | null} */ taken) => arrives(taken) };
}

test('a photo that comes after a no opens nothing and tells nobody', async () => {
  for (const late of [PHOTO, null]) {
    const { made, told } = sending();
    const { still, arrives } = slowStill();
    made.asked(wish('q'));
    const over = made.takes(still, 'Photo');
    assert.equal(made.view.busy, true);
    made.stop();
    arrives(late);
    await over;
    assert.deepEqual([made.view.step, made.view.busy, made.view.code, told], ['idle', false, null, [['q', 'declined']]]);
  }
});

test('a photo that comes late is not taken for the next one that is asked for', async () => {
  const { made, told } = sending();
  const { still, arrives } = slowStill();
  made.asked(wish('q'));
  const over = made.takes(still, 'Photo');
  made.stop();
  made.asked(wish('r'));
  arrives(PHOTO);
  await over;
  assert.deepEqual([made.view.step, made.view.chosen, told], ['choosing', null, [['q', 'declined']]]);
});

test('a file that is still being looked at when the no comes opens nothing', async () => {
  const { made, told } = sending();
  made.asked(wish('q'));
  const over = made.took(PHOTO, 'label.jpg');
  made.stop();
  await over;
  assert.deepEqual([made.view.step, told], ['idle', [['q', 'declined']]]);
});

test('a camera that gives nothing, or fails, says so, and may be tried again', async () => {
  const { made } = sending();
  made.begin();
  for (const still of [async () => null, () => Promise.reject(new Error('no camera'))]) {
    await made.takes(still, 'Photo');
    assert.deepEqual([made.view.step, made.view.code, made.view.busy], ['choosing', 'no_photo', false]);
  }
  await made.takes(async () => PHOTO, 'Photo');
  assert.equal(made.view.step, 'checking');
});

test('a call that ends gives back what was not sent yet, and lets go on what is on its way', async () => {
  const looking = sending();
  looking.made.asked(wish('q'));
  await looking.made.took(PHOTO, 'label.jpg');
  assert.equal(looking.made.callEnded()?.name, 'label.jpg');
  assert.deepEqual([looking.made.view.step, looking.told], ['idle', [['q', 'accepted']]]);
  assert.equal(looking.made.callEnded(), null);
  const under = sending();
  under.made.begin();
  await under.made.took(PHOTO, 'label.jpg');
  const over = under.made.send({ keepPlace: false });
  assert.equal(under.made.callEnded(), null);
  await over;
  assert.deepEqual(under.filed, ['label.jpg']);
});

test('of a photo that is too large a smaller copy is shown, said to be one, and nothing sent before a yes', async () => {
  const { made, sent } = sending(undefined, async () => PHOTO);
  made.begin();
  await made.took(new Blob([new Uint8Array(101)], { type: 'image/png' }), 'label.png');
  const { step, chosen } = made.view;
  assert.deepEqual([step, chosen?.copy, chosen?.name, chosen?.file, sent.length], ['checking', 'smaller', 'label.jpg', PHOTO, 0]);
  await made.send({ keepPlace: false });
  assert.equal(sent[0].sha256, await hashOf(PHOTO));
});

test('a photo of a kind that is not taken is copied where it can be read', async () => {
  const read = sending(undefined, async () => PHOTO);
  for (const [type, name] of [['image/heic', 'IMG_1.HEIC'], ['', 'IMG_1.heic']]) {
    read.made.begin();
    await read.made.took(new Blob([new Uint8Array(10)], { type }), name);
    assert.deepEqual([read.made.view.chosen?.copy, read.made.view.chosen?.name], ['jpeg', 'IMG_1.jpg']);
    read.made.stop();
  }
});

test('what the service would not take is not sent, and a photo has words of its own', async () => {
  const large = new Uint8Array(101);
  for (const [file, code] of /** @type {const} */ ([
    [new Blob(['<svg/>'], { type: 'image/svg+xml' }), 'file_kind_refused'],
    [new Blob([large], { type: 'image/png' }), 'photo_too_large'],
    [new Blob([large], { type: 'application/pdf' }), 'too_large'],
    [new Blob(['heic'], { type: 'image/heic' }), 'photo_not_read'],
  ])) {
    const { made, told } = sending();
    made.begin();
    await made.took(file, 'x');
    assert.deepEqual([made.view.step, made.view.code, told], ['choosing', code, []]);
  }
});

test('a line that is away is tried again by itself, and then by the person', async () => {
  const { made, sent } = sending((_, tries) => (tries < 3 ? failing('offline')() : {}));
  made.begin();
  await made.took(PHOTO, 'x.jpg');
  await made.send({ keepPlace: true });
  assert.deepEqual([sent.length, made.view.step], [3, 'idle']);
  const away = sending(failing('unavailable'));
  away.made.asked(wish('q'));
  await away.made.took(PHOTO, 'x.jpg');
  await away.made.send({ keepPlace: true });
  assert.deepEqual([away.sent.length, away.made.view.step, away.made.view.code], [4, 'failed', 'unavailable']);
  assert.deepEqual(away.told.at(-1), ['q', 'failed']);
  assert.equal(away.made.worthAnotherTry, true);
  await away.made.send();
  assert.equal(away.sent.at(-1).keepPlace, true, 'what was chosen once is not chosen again');
});

test('what the service refuses is not tried again, and says why', async () => {
  const { made, sent } = sending(failing('file_broken'));
  made.begin();
  await made.took(PHOTO, 'x.jpg');
  await made.send({ keepPlace: false });
  assert.deepEqual([sent.length, made.view.step, made.view.code], [1, 'failed', 'file_broken']);
  assert.equal(made.worthAnotherTry, false);
  made.again();
  assert.equal(made.view.step, 'choosing');
});

test('what could not be sent may be tried with another photo, although the wish has had its answer', async () => {
  const { made, sent } = sending((_, tries) => (tries === 1 ? failing('file_broken')() : {}));
  made.asked(wish('q'));
  await made.took(PHOTO, 'x.jpg');
  await made.send({ keepPlace: false });
  made.asked(null);
  made.again();
  made.asked(null);
  assert.equal(made.view.step, 'choosing');
  await made.took(PHOTO, 'y.jpg');
  await made.send({ keepPlace: false });
  assert.deepEqual([made.view.step, sent[1].requestId], ['idle', 'q']);
});

test('where nobody looks any more the person is told how it ended', async () => {
  const stage = new AbortController();
  const { made, givenUp } = sending(failing('file_broken'));
  made.onChange(() => {}, stage.signal);
  made.begin();
  await made.took(PHOTO, 'x.jpg');
  await made.send({ keepPlace: false });
  assert.deepEqual(givenUp, []);
  stage.abort();
  await made.send();
  assert.deepEqual(givenUp, ['x.jpg']);
});

test('whoever stops before anything has gone out has sent nothing', async () => {
  const { made, sent, filed } = sending();
  made.begin();
  await made.took(PHOTO, 'x.jpg');
  const over = made.send({ keepPlace: false });
  made.stop();
  await over;
  assert.deepEqual([sent, filed, made.view.step], [[], [], 'idle']);
});

test('whoever stops the sending hears nothing more of it', async () => {
  const { made, sent, filed, told } = sending(({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
  made.asked(wish('q'));
  await made.took(PHOTO, 'x.jpg');
  const over = made.send({ keepPlace: false });
  while (sent.length === 0) await settled();
  made.stop();
  await over;
  assert.deepEqual([made.view.step, filed, told.at(-1)], ['idle', [], ['q', 'declined']]);
});
