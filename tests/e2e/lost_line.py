"""A page loses its line to the service, as in a lift or a tunnel, and finds it again."""

from playwright.async_api import Page

KEEP_SOCKETS = """
window.sockets = [];
window.lineIsLost = false;
window.WebSocket = class extends WebSocket {
  constructor(url, ...given) {
    super(window.lineIsLost ? new URL('/no-line', url) : url, ...given);
    window.sockets.push(this);
  }
};
"""
"""Before the scripts of a page that is to lose its line."""


async def lose_line(page: Page) -> None:
    """The sockets end, and no other one opens. Only then is the network away for the rest: a browser that is offline
    does not always say that a socket has ended, and goes on answering pings.
    """
    await page.evaluate("lineIsLost = true; sockets.forEach((one) => one.close(4000))")
    await page.context.set_offline(True)


async def find_line(page: Page) -> None:
    """All is as before."""
    await page.context.set_offline(False)
    await page.evaluate("lineIsLost = false")
