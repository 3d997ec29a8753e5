import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appAround, doorToBrowser } from '../../../web/static/js/state/in_app.js';

const SAFARI = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const BARE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const PIXEL = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const VIEW = 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36';
const LINK = 'https://calls.example/j/call-1#secret';

test('an app that shows pages itself is known by its name', () => {
  const named = {
    WeChat: `${SAFARI} MicroMessenger/8.0.49 NetType/WIFI`,
    QQ: `${VIEW} QQ/9.0.60.14495 NetType/4G`,
    Weibo: `${BARE} Weibo (iPhone14,5__weibo__14.6.0__iphone__os17.5)`,
    Messenger: `${BARE} [FBAN/MessengerForiOS;FBAV/460.0;FBDV/iPhone14,5]`,
    Instagram: `${BARE} Instagram 332.0.0.28.90 (iPhone14,5; FBAV/1)`,
    Facebook: `${VIEW} [FB_IAB/FB4A;FBAV/468.0;]`,
    LINE: `${SAFARI} Line/14.8.0`,
    KakaoTalk: `${VIEW} KAKAOTALK 10.8.3`,
    TikTok: `${BARE} musical_ly_35.0.0 BytedanceWebview/d8a21c6`,
    X: `${BARE} Twitter for iPhone/10.44`,
    LinkedIn: `${VIEW} [LinkedInApp]`,
    Outlook: `${BARE} Outlook-iOS/709.2226530.prod.iphone`,
    'Yahoo Mail': `${VIEW} YahooMobileMail/1.0 (Android Mail; 7.40)`,
    Telegram: `${VIEW} Telegram-Android/11.3.3 (Google Pixel 8; Android 14; SDK 34; HIGH)`,
    Google: SAFARI.replace('Version/17.5', 'GSA/320.0'),
  };
  for (const [name, agent] of Object.entries(named)) assert.equal(appAround(agent)?.name, name, agent);
});

test('an app without a name is noticed, and no browser is taken for one', () => {
  for (const agent of [BARE, VIEW]) assert.deepEqual(appAround(agent), { name: null, menu: 'unknown', door: 'system' });
  const browsers = [
    SAFARI, PIXEL,
    SAFARI.replace('Version/17.5', 'CriOS/126.0.6478.54'),
    SAFARI.replace('Version/17.5', 'FxiOS/127.0'),
    `${PIXEL} EdgA/125.0`,
    PIXEL.replace('Chrome/126', 'SamsungBrowser/25.0 Chrome/121'),
    PIXEL.replace('Chrome/126', 'MQQBrowser/14.8 Chrome/109'),
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  ];
  for (const agent of browsers) assert.equal(appAround(agent), null, agent);
});

/** @param {string} agent */
const door = (agent) => doorToBrowser(/** @type {any} */ (appAround(agent)), LINK, agent);

test('one touch leads into the browser, and the secret of the link goes with it', () => {
  assert.equal(door(`${BARE} Instagram 332.0`), 'x-safari-https://calls.example/j/call-1#secret');
  assert.equal(door(`${SAFARI} Line/14.8.0`), 'https://calls.example/j/call-1?openExternalBrowser=1#secret');
  assert.equal(door(`${VIEW} KAKAOTALK 10.8.3`), `kakaotalk://web/openExternal?url=${encodeURIComponent(LINK)}`);
  const intent = door(`${VIEW} Instagram 332.0`);
  assert.equal(intent, 'intent://calls.example/j/call-1#secret#Intent;scheme=https;action=android.intent.action.VIEW;end');
  assert.equal(intent?.slice(0, intent.lastIndexOf('#')).replace('intent:', 'https:'), LINK);
});

test('where an app lets nobody out, no button promises it', () => {
  assert.equal(door(`${SAFARI} MicroMessenger/8.0.49`), null);
});
