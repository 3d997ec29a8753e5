import assert from 'node:assert/strict';
import { test } from 'node:test';

import { evidenceUrl, uploadEvidence } from '../../../web/static/js/protocol/evidence_api.js';

class FakeRequest {
  /** @type {FakeRequest[]} */
  static all = [];
  upload = { onprogress: (/** @type {any} */ _) => {} };
  /** @type {Record<string, string>} */
  headers = {};
  onload = () => {};
  onerror = () => {};
  status = 0;
  responseText = '';
  url = '';
  aborted = false;
  constructor() {
    FakeRequest.all.push(this);
  }
  /** @param {string} _ @param {string} url */
  open(_, url) {
    this.url = url;
  }
  /** @param {string} name @param {string} value */
  setRequestHeader(name, value) {
    this.headers[name] = value;
  }
  send() {}
  abort() {
    this.aborted = true;
  }
  /** @param {number} status @param {unknown} body */
  answer(status, body) {
    Object.assign(this, { status, responseText: JSON.stringify(body) });
    this.onload();
  }
}

/** @param {object} [more] */
function upload(more = {}) {
  const life = new AbortController();
  const over = uploadEvidence({ reference: 'LP/1', token: 't' }, { file: new Blob(['x'], { type: 'image/png' }), name: 'é.png', sha256: 'aa', signal: life.signal, ...more }, /** @type {any} */ (FakeRequest));
  return { life, over, request: /** @type {FakeRequest} */ (FakeRequest.all.at(-1)) };
}

test('what is said of the file stands in the address, who sends it in a header', async () => {
  /** @type {number[]} */
  const moved = [];
  const { over, request } = upload({ requestId: 'q', keepPlace: true, progress: (/** @type {number} */ fraction) => moved.push(fraction) });
  assert.equal(request.url, '/api/cases/LP%2F1/evidence?name=%C3%A9.png&sha256=aa&keep_place=true&request_id=q');
  assert.deepEqual(request.headers, { 'Content-Type': 'image/png', Authorization: 'Bearer t' });
  request.upload.onprogress({ loaded: 1, total: 4 });
  request.answer(201, { id: 'e' });
  assert.deepEqual([await over, moved], [{ id: 'e' }, [0.25]]);
});

test('the words a customer has read go with the file as their language and fingerprint', async () => {
  const { over, request } = upload({ agreed: { locale: 'pt-BR', sha256: 'bb' } });
  assert.equal(request.url, '/api/cases/LP%2F1/evidence?name=%C3%A9.png&sha256=aa&keep_place=false&agreed_locale=pt-BR&agreed_sha256=bb');
  request.answer(201, { id: 'e' });
  await over;
});

test('a refusal has its code, whoever says it', async () => {
  for (const [status, body, code] of /** @type {const} */ ([[422, { code: 'file_broken', detail: 'x' }, 'file_broken'], [413, 'a proxy', 'too_large'], [502, 'a proxy', 'unavailable']])) {
    const { over, request } = upload();
    request.answer(status, body);
    await assert.rejects(over, { code });
  }
  const { over, request } = upload();
  request.onerror();
  await assert.rejects(over, { code: 'offline' });
});

test('whoever gives it up ends it', async () => {
  const { over, life, request } = upload();
  life.abort(new Error('not now'));
  await assert.rejects(over, /not now/);
  assert.equal(request.aborted, true);
});

test('the small picture has an address of its own', () => {
  assert.equal(evidenceUrl({ reference: 'LP-1' }, 'e', 'file'), '/api/cases/LP-1/evidence/e');
  assert.equal(evidenceUrl({ reference: 'LP-1' }, 'e', 'preview'), '/api/cases/LP-1/evidence/e/preview');
});
