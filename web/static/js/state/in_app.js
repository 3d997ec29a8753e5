/**
 * Pages opened inside another app, where camera and microphone often stay shut: which app it is, where its own way into the
 * browser lies, and an address that leads there with one touch where the app lets it. Pure; from what the browser says of itself.
 */

/**
 * `menu`: the corner of the app's own menu, which has "open in browser". `door`: what opens the browser from inside: an
 * address for the system, one that only this app knows, or none.
 *
 * @typedef {{name: string | null, menu: 'top' | 'bottom' | 'unknown', door: 'system' | 'line' | 'kakao' | 'none'}} App
 */

/** The first that fits: Messenger and Instagram call themselves Facebook too. @type {[RegExp, string | null, App['menu'], App['door']][]} */
const APPS = [
  [/MicroMessenger/, 'WeChat', 'top', 'none'],
  [/\bQQ\//, 'QQ', 'top', 'none'],
  [/Weibo/i, 'Weibo', 'top', 'none'],
  [/DingTalk/, 'DingTalk', 'top', 'none'],
  [/AlipayClient/, 'Alipay', 'top', 'none'],
  [/MessengerForiOS|MessengerLite|Orca-Android|FB_IAB\/MESSENGER/, 'Messenger', 'bottom', 'system'],
  [/Instagram/, 'Instagram', 'top', 'system'],
  [/Barcelona/, 'Threads', 'top', 'system'],
  [/FBAN|FBAV|FB_IAB/, 'Facebook', 'top', 'system'],
  [/\bLine\//, 'LINE', 'bottom', 'line'],
  [/KAKAOTALK/, 'KakaoTalk', 'bottom', 'kakao'],
  [/Snapchat/, 'Snapchat', 'bottom', 'system'],
  [/TikTok|musical_ly|BytedanceWebview|trill_/, 'TikTok', 'top', 'system'],
  [/Twitter/, 'X', 'top', 'system'],
  [/LinkedInApp/, 'LinkedIn', 'top', 'system'],
  [/Pinterest/, 'Pinterest', 'top', 'system'],
  [/Outlook-(iOS|Android)|Office\.Outlook/, 'Outlook', 'top', 'system'],
  [/YahooMobileMail|YahooMail/, 'Yahoo Mail', 'top', 'system'],
  [/Telegram-Android\//, 'Telegram', 'top', 'system'],
  [/\bGmail\b/i, 'Gmail', 'bottom', 'system'],
  [/\bGSA\//, 'Google', 'bottom', 'system'],
  [/; wv\)/, null, 'unknown', 'system'], // Android's WebView says so
  [/(?:iPhone|iPad|iPod)(?!.*Safari\/)/, null, 'unknown', 'system'], // a bare WKWebView: every browser of an iPhone names Safari
];

/** @param {string} agent navigator.userAgent @returns {App | null} null in a browser */
export function appAround(agent) {
  const found = APPS.find(([sign]) => sign.test(agent));
  return found ? { name: found[1], menu: found[2], door: found[3] } : null;
}

/**
 * The address that opens `url` in the browser from inside this app. It may do nothing: apps forbid it without a word.
 *
 * @param {App} app
 * @param {string} url
 * @param {string} agent
 * @returns {string | null} null where no such address is known to work
 */
export function doorToBrowser({ door }, url, agent) {
  if (door === 'none') return null;
  if (door === 'kakao') return `kakaotalk://web/openExternal?url=${encodeURIComponent(url)}`;
  if (door === 'line') {
    const way = new URL(url);
    way.searchParams.set('openExternalBrowser', '1');
    return way.href;
  }
  const { protocol } = new URL(url);
  // Android cuts at the last #, so the secret in the fragment stays whole (android.content.Intent.parseUri).
  if (/Android/.test(agent)) return `intent:${url.slice(protocol.length)}#Intent;scheme=${protocol.slice(0, -1)};action=android.intent.action.VIEW;end`;
  return `x-safari-${url}`;
}
