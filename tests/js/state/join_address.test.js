import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkCharacters, codeDigits, readAddress } from '../../../web/static/js/state/join_address.js';

const SECRET = 'q7Zk0-_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

test('a join link has a call in its path and a secret behind the hash', () => {
  assert.deepEqual(readAddress({ pathname: '/j/019a-x', hash: `#${SECRET}` }), { callId: '019a-x', secret: SECRET });
});

test('a link that a messenger cut short has no secret', () => {
  for (const hash of ['', '#', '#abc', '#https://evil.example/?x']) {
    assert.deepEqual(readAddress({ pathname: '/j/019a-x/', hash }), { callId: '019a-x', secret: null });
  }
});

test('without a call in the path a code is asked for', () => {
  for (const pathname of ['/j', '/j/']) assert.equal(readAddress({ pathname, hash: '' }), null);
});

test('a code is its digits, however it was written down', () => {
  assert.equal(codeDigits('1234 5678'), '12345678');
  assert.equal(codeDigits('１２３４－５６７８'), '12345678');
  assert.equal(codeDigits('١٢٣٤ ٥٦٧٨'), '12345678');
  assert.equal(codeDigits('۱۲۳۴۵۶۷۸'), '12345678');
});

test('the whole tracking number does as well as its end', () => {
  assert.equal(checkCharacters(' rr 123 456 789 cn '), '89CN');
  assert.equal(checkCharacters('9cn'), '9CN');
  assert.equal(checkCharacters('٨٩cn'), '89CN');
});
