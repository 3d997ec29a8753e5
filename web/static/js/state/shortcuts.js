/**
 * The keys of an agent's pages: one letter for what a button of the call does. Never while somebody types or a dialog waits
 * for its answer, and never together with another key, which is the browser's. They can be turned off (WCAG 2.1.4). Pure.
 */

/** @typedef {'microphone' | 'camera' | 'chat' | 'screen' | 'full' | 'pip' | 'search' | 'next' | 'previous' | 'list'} Shortcut */

/** @type {Readonly<Record<Shortcut, string>>} */
export const KEYS = Object.freeze({ microphone: 'm', camera: 'v', chat: 't', screen: 's', full: 'f', pip: 'p', search: '/', next: 'j', previous: 'k', list: '?' });

/** @typedef {Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat' | 'isComposing'>} Pressed */

/** @param {Pressed} pressed @param {{on: boolean, typing: boolean, asked: boolean}} now `asked`: a dialog waits @returns {Shortcut | null} */
export function shortcutFor(pressed, { on, typing, asked }) {
  if (!on || typing || asked || pressed.repeat || pressed.isComposing || pressed.altKey || pressed.ctrlKey || pressed.metaKey) return null;
  const found = Object.entries(KEYS).find(([, key]) => key === pressed.key.toLowerCase());
  return found ? /** @type {Shortcut} */ (found[0]) : null;
}
