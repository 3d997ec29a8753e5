/**
 * Which browser on which system this is, as far as the way to allow camera and microphone differs. Pure; from what the browser
 * says of itself.
 */

/** @typedef {'chrome' | 'edge' | 'samsung' | 'firefox' | 'safari'} Browser those made like Chrome are `chrome` */
/** @typedef {'ios' | 'android' | 'macos' | 'windows' | 'other'} System */

/**
 * @param {string} agent navigator.userAgent
 * @param {number} touchPoints navigator.maxTouchPoints: an iPad calls itself a Macintosh
 * @returns {{browser: Browser, system: System}}
 */
export function browserFamily(agent, touchPoints = 0) {
  return { browser: browserOf(agent), system: systemOf(agent, touchPoints) };
}

/** @param {string} agent @returns {Browser} */
function browserOf(agent) {
  if (/SamsungBrowser\//.test(agent)) return 'samsung';
  if (/Edg(A|iOS)?\//.test(agent)) return 'edge';
  if (/(Firefox|FxiOS)\//.test(agent)) return 'firefox';
  return /Version\/\S+ .*Safari\//.test(agent) && !/Chrome|Chromium|Android/.test(agent) ? 'safari' : 'chrome';
}

/** @param {string} agent @param {number} touchPoints @returns {System} */
function systemOf(agent, touchPoints) {
  if (/iPhone|iPad|iPod/.test(agent)) return 'ios';
  if (/Macintosh/.test(agent)) return touchPoints > 1 ? 'ios' : 'macos';
  if (/Android/.test(agent)) return 'android';
  return /Windows NT/.test(agent) ? 'windows' : 'other';
}
