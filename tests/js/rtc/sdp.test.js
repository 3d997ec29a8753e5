import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beginningWide } from '../../../web/static/js/rtc/sdp.js';

/** @param {string[]} lines */
const sdp = (...lines) => lines.map((line) => `${line}\r\n`).join('');

test('each picture codec is told what to begin with, and nothing else is touched', () => {
  const [sound, copies] = [['a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1'], ['a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96']];
  const here = sdp(...sound, 'a=rtpmap:96 VP8/90000', 'a=rtcp-fb:96 nack', ...copies, 'a=rtpmap:103 H264/90000', 'a=rtcp-fb:103 nack', 'a=fmtp:103 profile-level-id=42e01f');
  assert.equal(
    beginningWide(here),
    sdp(...sound, 'a=rtpmap:96 VP8/90000', 'a=fmtp:96 x-google-start-bitrate=600', 'a=rtcp-fb:96 nack', ...copies, 'a=rtpmap:103 H264/90000', 'a=rtcp-fb:103 nack', 'a=fmtp:103 profile-level-id=42e01f;x-google-start-bitrate=600'),
  );
});

test('a description without pictures stays as it is', () => {
  const here = sdp('v=0', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10');
  assert.equal(beginningWide(here), here);
});
