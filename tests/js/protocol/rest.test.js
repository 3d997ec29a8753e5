import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { rateCall } from '../../../web/static/js/protocol/rating_api.js';
import { rest, RestError } from '../../../web/static/js/protocol/rest.js';
import { inCall } from '../../../web/static/js/protocol/statement_api.js';

const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});

/** A server that gives this answer; what it was asked is kept. @param {Response} answer */
function server(answer) {
  /** @type {{path: string, init: any}[]} */
  const asked = [];
  globalThis.fetch = async (path, init) => (asked.push({ path: String(path), init }), answer.clone());
  return asked;
}

/** A line on which no answer ever comes. It keeps node running, as an open connection would: a signal's own timer does not. */
function silence() {
  globalThis.fetch = (_, init) => {
    const open = setInterval(() => {}, 1000);
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        clearInterval(open);
        reject(init.signal?.reason);
      });
    });
  };
}

test('a page without a cookie says who it is, and what it says is JSON', async () => {
  const asked = server(Response.json({ state: 'asked' }));
  const page = new AbortController().signal;
  await rateCall('a b', 'secret', { solved: 'yes', feeling: null }, page);
  await inCall('c', () => 'newer', page).read('pt-BR');
  assert.deepEqual(asked.map(({ path }) => path), ['/api/calls/a%20b/rating', '/api/calls/c/statement?locale=pt-BR']);
  assert.deepEqual(asked.map(({ init }) => [init.method, init.headers.Authorization, init.body]), [['PUT', 'Bearer secret', '{"solved":"yes","feeling":null}'], ['GET', 'Bearer newer', undefined]]);
});

test('whoever needs no token sends none', async () => {
  const asked = server(Response.json({}));
  await rest('GET', '/api/cases');
  assert.deepEqual(asked[0].init.headers, {});
});

test('nothing waits without an end, and who gives it up is told their own reason', async () => {
  silence();
  await assert.rejects(rest('GET', '/api/x', { deadlineMs: 20 }), (error) => error instanceof RestError && error.code === 'deadline');
  const page = new AbortController();
  const asked = inCall('c', () => 'secret', page.signal).read('en');
  page.abort(new Error('gone'));
  await assert.rejects(asked, /gone/);
});

test('a refusal has the server\'s code, whatever stands in between', async () => {
  server(new Response('{"code":"link_not_valid"}', { status: 410 }));
  await assert.rejects(rest('GET', '/api/x'), (error) => error instanceof RestError && error.code === 'link_not_valid' && error.status === 410);
  server(new Response('<html>', { status: 502 }));
  await assert.rejects(rest('GET', '/api/x'), (error) => error instanceof RestError && error.code === 'unavailable');
});
