/**
 * Which key does what a button does, while the shortcuts of an agent's pages are on: it stands in the button's tooltip.
 */

/** @type {Readonly<Record<string, string>>} key by the name of the control */
let keys = {};

/** @param {Readonly<Record<string, string>>} shown empty while they are off */
export function hintAt(shown) {
  keys = shown;
  for (const button of document.querySelectorAll('button[data-control]')) {
    const words = button.querySelector('span')?.textContent;
    if (button instanceof HTMLButtonElement && words) button.title = withKey(button.dataset.control ?? '', words);
  }
}

/** @param {string} control @param {string} words @returns {string} `Mute (M)` */
export function withKey(control, words) {
  const key = keys[control];
  return key ? `${words} (${key.toUpperCase()})` : words;
}
