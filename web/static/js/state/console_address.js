/**
 * Which view of the console an address names. Pure.
 */

/** @typedef {{kind: 'cases'} | {kind: 'worklist'} | {kind: 'board'} | {kind: 'case', reference: string}} ConsoleView */

/** @param {URL} url @param {string} origin of this page @returns {ConsoleView | null} null: that is another page */
export function consoleView(url, origin) {
  if (url.origin !== origin) return null;
  if (url.pathname === '/agent') return { kind: 'cases' };
  if (url.pathname === '/agent/worklist') return { kind: 'worklist' };
  if (url.pathname === '/agent/board') return { kind: 'board' };
  const found = /^\/agent\/cases\/([^/]+)$/.exec(url.pathname);
  return found && { kind: 'case', reference: decodeURIComponent(found[1]) };
}

/** Whether this click is to be followed in the page: what opens another tab or saves a file is the browser's.
 * @param {Pick<MouseEvent, 'button' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'defaultPrevented'>} click */
export function isPlain(click) {
  return click.button === 0 && !click.defaultPrevented && !click.altKey && !click.ctrlKey && !click.metaKey && !click.shiftKey;
}
