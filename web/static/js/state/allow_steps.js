/**
 * The way to allow camera and microphone, in this browser or in the system below it: what to press, in order. Pure.
 */

/** @typedef {import('./browser_family.js').Browser} Browser */
/** @typedef {import('./browser_family.js').System} System */
/** @typedef {import('../ui/step_pictures.js').PictureName} PictureName */
/** @typedef {{words: string, picture: PictureName}} Step `words` is a key */

/**
 * @param {{browser: Browser, system: System}} where
 * @param {'browser' | 'system'} who keeps them shut
 * @returns {Step[]}
 */
export function allowSteps({ browser, system }, who) {
  if (who === 'system') return SYSTEMS[system];
  if (system === 'ios') return browser === 'safari' ? IPHONE : SYSTEMS.ios;
  if (system === 'android') return PHONES[browser] ?? PHONES.chrome;
  return DESKTOPS[browser] ?? DESKTOPS.chrome;
}

/** @param {string} key @param {PictureName} picture @returns {Step} */
const step = (key, picture) => ({ words: `allow.${key}`, picture });

/** Safari's own; every other browser of an iPhone is an app in the system's settings. */
const IPHONE = [step('bar.page', 'bar_bottom'), step('switch.website', 'switches')];

/** @type {Record<string, Step[]>} */
const PHONES = {
  chrome: [step('bar.icon', 'bar_sliders'), step('switch.permissions', 'switches')],
  samsung: [step('bar.lock', 'bar_lock'), step('switch.permissions', 'switches')],
  edge: [step('bar.lock', 'bar_lock'), step('switch.permissions', 'switches')],
  firefox: [step('bar.lock', 'bar_lock'), step('switch.touch', 'switches')],
};

/** @type {Record<string, Step[]>} */
const DESKTOPS = {
  chrome: [step('bar.icon', 'bar_sliders'), step('switch.on', 'switches')],
  edge: [step('bar.lock', 'bar_lock'), step('switch.permissions', 'switches')],
  firefox: [step('bar.crossed', 'bar_crossed'), step('switch.blocks', 'blocks')],
  safari: [step('menu.safari', 'menu'), step('switch.site', 'switches')],
};

/** @type {Record<System, Step[]>} */
const SYSTEMS = {
  ios: [step('settings.ios', 'gear'), step('switch.back', 'switches')],
  android: [step('settings.android', 'gear'), step('switch.permissions', 'switches')],
  macos: [step('settings.macos', 'gear'), step('switch.macos', 'switches')],
  windows: [step('settings.windows', 'gear'), step('switch.windows', 'switches')],
  other: [step('settings.other', 'gear'), step('switch.on', 'switches')],
};
