"""Two people at two browsers: separate Chromium processes, each with a spoken microphone and a camera of its own.

A test that fails leaves a picture of every page, and its last complaints are told with the failure.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    async_playwright,
    expect,
)

from tests.e2e import faces

DEADLINE_MS = 30_000
expect.set_options(timeout=DEADLINE_MS)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=fps=15",
)
_EXPECTED = (
    "401 (Unauthorized)",
    "409 (Conflict)",
    "422 (Unprocessable Entity)",
    "410 (Gone)",
    "404 (Not Found)",
    "507 (Insufficient Storage)",
    "ERR_INTERNET_DISCONNECTED",
    "WebSocket connection",
)
"""Lines the browser writes about answers that the pages expect and handle."""
KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""
"""Before a page's own scripts: the test can look at every peer connection the page has made."""


@dataclass
class Person:
    """One browser; `faults` are what its pages complained of."""

    browser: Browser
    faults: list[str] = field(default_factory=list)

    async def context(self, **how: Any) -> BrowserContext:
        granted = ["camera", "microphone", "clipboard-read", "clipboard-write"]
        context = await self.browser.new_context(**{"permissions": granted} | how)
        context.set_default_timeout(DEADLINE_MS)
        context.on("page", self._listen)
        return context

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._console)

    def _console(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not any(words in line.text for words in _EXPECTED):
            self.faults.append(line.text)


@asynccontextmanager
async def open_browsers(
    *microphones: Path | None, refuses: bool = False, smaller: int = 1
) -> AsyncIterator[list[Person]]:
    """One Chromium for each microphone; afterwards none of their pages may have complained.

    With `refuses`, the browsers refuse the devices that a context's `permissions` do not name. `smaller` 2 halves the
    cameras' pictures, where it is the sound that counts.
    """
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        flags = _FLAGS if refuses else (*_FLAGS, "--use-fake-ui-for-media-stream")
        people = []
        for microphone, face in zip(microphones, cycle((faces.AGENT, faces.CUSTOMER)), strict=False):
            spoken = [f"--use-file-for-fake-audio-capture={microphone}"] if microphone else []
            seen = f"--use-file-for-fake-video-capture={faces.film(face, every=smaller)}"
            people.append(Person(await _launch(playwright, stack, [*flags, seen, *spoken])))
        try:
            yield people
        except BaseException as error:
            error.add_note(await _evidence(people))
            raise
        faults = [fault for person in people for fault in person.faults]
        assert not faults, f"the pages complained of {faults}"


async def _launch(playwright: Playwright, stack: AsyncExitStack, flags: list[str]) -> Browser:
    browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
    stack.push_async_callback(browser.close)
    return browser


async def _evidence(people: list[Person]) -> str:
    """Where the pictures of all open pages are, and what the pages complained of."""
    folder = Path(mkdtemp(prefix="evidence-"))
    pages = [page for person in people for context in person.browser.contexts for page in context.pages]
    for number, page in enumerate(pages):
        with suppress(Error):  # a page that has crashed has no picture
            await page.screenshot(path=folder / f"{number}.png", timeout=5000)
    told = [f"{number}: {page.url}" for number, page in enumerate(pages)]
    faults = [fault for person in people for fault in person.faults]
    return "\n".join([f"Pictures of the pages are in {folder}", *told, "The pages complained of:", *faults])


async def until(page: Page, expression: str, *, within_s: float = DEADLINE_MS / 1000) -> None:
    """Wait until this is true in the page."""
    await page.wait_for_function(f"() => {{ return ({expression}); }}", timeout=within_s * 1000, polling=50)
