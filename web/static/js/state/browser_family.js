/**
 * Which browser this is, as far as the way to allow camera and microphone differs. Pure; from what the browser says of itself.
 */

/** @typedef {'chrome' | 'android' | 'safari' | 'ios' | 'firefox'} Family */

const INSIDE = /MicroMessenger|QQ\/|Weibo|DingTalk|AlipayClient|FBAN|FBAV|FB_IAB|Instagram|Line\/|KAKAOTALK|Snapchat|TikTok|musical_ly|BytedanceWebview|Twitter|LinkedInApp|Pinterest|GSA\/|\bwv\b/;

/**
 * @param {string} agent navigator.userAgent
 * @param {number} touchPoints navigator.maxTouchPoints: an iPad calls itself a Macintosh
 * @returns {Family}
 */
export function browserFamily(agent, touchPoints = 0) {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return 'ios';
  if (/Firefox\//.test(agent)) return 'firefox';
  if (/Android/.test(agent)) return 'android';
  if (/Safari\//.test(agent) && !/Chrome|Chromium|Edg\//.test(agent)) return 'safari';
  return 'chrome';
}

/** Whether the page was opened inside another app, where camera and microphone often do not work. @param {string} agent */
export function insideAnotherApp(agent) {
  return INSIDE.test(agent);
}
