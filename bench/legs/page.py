"""A browser at one end of the wire that opens legs at a recorder at the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bench.connecting.people import CHROMIUM, CUSTOMER, FLAGS
from bench.recording.crowded import Recorder
from bench.wire.wire import Wire

_LEG = (Path(__file__).parent / "leg.js").read_text(encoding="utf-8")


@asynccontextmanager
async def open_page(wire: Wire, folder: Path, recorder: Recorder) -> AsyncIterator[Page]:
    """A page of the recorder's own origin: it may fetch from there. `openLeg(ticket)` and `closeLeg()` are in it."""
    async with async_playwright() as playwright:
        program = wire.script(CUSTOMER, CHROMIUM, folder)
        browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            page = await browser.new_page()
            await page.goto(f"{recorder.door}/healthz")
            await page.evaluate(f"() => {_LEG}")
            yield page
        finally:
            await browser.close()
