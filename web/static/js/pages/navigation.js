/**
 * The console's views change in one page: links and the browser's back button lead from view to view, and what lives with
 * the page (the line to the server, a call) goes on.
 */

import { consoleView, isPlain } from '../state/console_address.js';
import { t } from '../ui/desk_words.js';
import { ask } from '../ui/question.js';

/** @typedef {import('../state/console_address.js').ConsoleView} ConsoleView */

/**
 * @param {object} page
 * @param {(view: ConsoleView, signal: AbortSignal, how: {first: boolean}) => void} page.show draws the view; the signal ends with it
 * @param {AbortSignal} page.signal
 * @returns {{go: (path: string) => Promise<void>, begin: () => void}} `go` leads to an address of the console, `begin` to the one there is
 */
export function navigation({ show, signal }) {
  let shown = new AbortController();
  let address = location.href;

  const draw = ({ first = false } = {}) => {
    address = location.href;
    const view = consoleView(new URL(address), location.origin);
    if (!view) return location.reload();
    shown.abort();
    shown = new AbortController();
    show(view, AbortSignal.any([shown.signal, signal]), { first });
  };
  /** What is not saved keeps its view until the person has decided. */
  const mayLeave = async () => {
    if (dispatchEvent(new Event('beforeview', { cancelable: true }))) return true;
    return ask({ title: t('leave.title'), text: t('wrap.leave'), yes: t('leave.yes'), no: t('leave.no') }, signal);
  };
  const go = async (/** @type {string} */ path) => {
    if (!(await mayLeave())) return;
    history.pushState(null, '', path);
    draw();
    scrollTo(0, 0);
  };

  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link || !isPlain(event) || link.target || link.hasAttribute('download') || link.hash) return;
      if (!consoleView(new URL(link.href, location.href), location.origin)) return;
      event.preventDefault();
      void go(link.href);
    },
    { signal },
  );
  addEventListener(
    'popstate',
    async () => {
      if (withoutPlace(location.href) === withoutPlace(address)) return; // the link that skips the navigation
      const [from, to] = [address, location.href];
      if (await mayLeave()) return draw();
      if (location.href === to) history.pushState(null, '', from);
    },
    { signal },
  );
  return { go, begin: () => draw({ first: true }) };
}

/** @param {string} href */
function withoutPlace(href) {
  return href.split('#', 1)[0];
}
