"""What a screen reader says of a page by itself, as far as it follows from the page: the words of live regions.

Strict where screen readers differ: the words of a status count when the region was there, and shown, before them; an
alert may come with its words. Nothing counts that lies behind an open dialog or is hidden.
"""

from playwright.async_api import Page

from tests.e2e.browsers import until

KEEP_WHAT_IS_HEARD = """
window.heard = [];
(() => {
  const LIVE = '[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]';
  const before = new Map();
  const reached = (region) => {
    const modal = [...document.querySelectorAll('dialog:modal')].at(-1);
    if (modal && !modal.contains(region)) return false;
    return region.checkVisibility({ visibilityProperty: true }) && !region.closest('[inert], [aria-hidden=true]');
  };
  const words = (region) => {
    const copy = region.cloneNode(true);
    for (const silent of copy.querySelectorAll('[aria-hidden=true], [hidden]')) silent.remove();
    return copy.textContent.replace(/\\s+/g, ' ').trim();
  };
  const listen = () => {
    for (const region of document.querySelectorAll(LIVE)) {
      const now = reached(region) ? words(region) : null;
      const was = before.get(region) ?? null;
      before.set(region, now);
      const there = was !== null || region.getAttribute('role') === 'alert';
      if (now && now !== was && there) window.heard.push(now);
    }
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(listen).observe(document, all);
})();
"""
"""Before the scripts of a page."""


async def hears(page: Page, words: str) -> None:
    """It has been said since the last `hears`, or is said soon; what came before it is forgotten."""
    await until(page, f"heard.some((one) => one.includes({words!r}))")
    await page.evaluate(f"heard.splice(0, heard.findIndex((one) => one.includes({words!r})) + 1)")
