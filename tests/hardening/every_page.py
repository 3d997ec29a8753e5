"""Every page of the table of routes, as a visitor opens it in a real Chromium, and what was seen meanwhile."""

from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Page, Request, WebSocket

from tests.e2e.house import House
from web.pages import PAGES

WATCH = """
window.violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  window.violations.push(`${violatedDirective}: ${blockedURI}`));
"""
NO_SUCH_SECRET = "#" + "a" * 43
"""For the pages that show what the secret in their fragment opens: this one opens nothing."""
_WITH_SECRET = ("/j/{call_id}", "/receipt", "/statement", "/copy", "/shared", "/embed/case/{reference}")


@dataclass
class Watch:
    """Where requests of a visitor's pages went, and what the pages were kept from."""

    origin: str
    elsewhere: list[str] = field(default_factory=list)
    kept_from: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("page", lambda page: page.on("websocket", self._socket))

    def _request(self, request: Request) -> None:
        ours = (self.origin + "/", "data:", f"blob:{self.origin}/")
        if not request.url.startswith(ours):
            self.elsewhere.append(request.url)

    def _socket(self, socket: WebSocket) -> None:
        if not socket.url.startswith(self.origin.replace("http", "ws", 1) + "/"):
            self.elsewhere.append(socket.url)

    async def look(self, page: Page) -> None:
        self.kept_from.extend(await page.evaluate("window.violations"))


async def addresses(house: House) -> dict[str, str]:
    """One for each route of a page; a call that is there where one is named."""
    call = await house.ask("POST", "/api/cases/LP-1001/calls", body={"mode": "queue", "language": "en"})
    found = {}
    for route in PAGES:
        path = route.replace("{reference}", "LP-1001").replace("{call_id}", call["call_id"])
        assert "{" not in path, f"what stands in {route}?"
        found[route] = house.origin + path + (NO_SUCH_SECRET if route in _WITH_SECRET else "")
    return found
