"""Who may frame us, tried in a real Chromium: a configured helpdesk an agent's pages, and nobody anything else."""

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Frame, async_playwright, expect

from records.database import Database
from tests.integration.web.stage import AGENT, Stage, open_stage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

BLOCKED = "chrome-error://chromewebdata/"


@dataclass
class Sites:
    """Pages of others. `helpdesk` is on our host, `partner` on another one; both are configured, `evil` is not."""

    helpdesk: str
    partner: str
    evil: str


@asynccontextmanager
async def _sites() -> AsyncIterator[Sites]:
    async def framing(request: web.Request) -> web.Response:
        page = f'<iframe src="{html.escape(request.query["of"])}" width="1200" height="700"></iframe>'
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", framing)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        ports = []
        for _ in range(3):
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            ports.append(runner.addresses[-1][1])
        yield Sites(
            *(
                f"http://{host}:{port}"
                for host, port in zip(("127.0.0.1", "localhost", "localhost"), ports, strict=True)
            )
        )
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _chromium(stage: Stage) -> AsyncIterator[BrowserContext]:
    """Signed in to us, as an agent is."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            context = await browser.new_context()
            cookie = {"name": "reassure_session", "value": stage.tokens[AGENT], "url": stage.base, "sameSite": "Lax"}
            await context.add_cookies([cookie | {"httpOnly": True}])  # type: ignore[list-item]  # a TypedDict of theirs
            yield context
        finally:
            await browser.close()


async def _framed(context: BrowserContext, by: str, of: str) -> Frame:
    page = await context.new_page()
    await page.goto(f"{by}/?of={of}", wait_until="load")
    (frame,) = page.main_frame.child_frames
    async with asyncio.timeout(20):
        while frame.url in ("", "about:blank"):  # noqa: ASYNC110 (a page of Chromium's own errors raises no event)
            await asyncio.sleep(0.05)
    return frame


async def test_a_configured_helpdesk_frames_an_agents_pages_and_nobody_anything_else(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with (
        _sites() as sites,
        open_stage(sqlite_db, redis_url, tmp_path, frame_ancestors=(sites.helpdesk, sites.partner)) as stage,
        _chromium(stage) as context,
    ):
        evil = await _framed(context, sites.evil, stage.base + "/agent/cases/LP-1")
        assert evil.url == BLOCKED

        case = await _framed(context, sites.helpdesk, stage.base + "/agent/cases/LP-1")
        await expect(case.get_by_text("LP-1").first).to_be_visible()

        for path in ("/j", "/j/some-call", "/logs"):
            other = await _framed(context, sites.helpdesk, stage.base + path)
            assert other.url == BLOCKED, path

        # Framed from another site, the browser keeps the session's cookie back: what is there asks to sign in.
        partner = await _framed(context, sites.partner, stage.base + "/agent/cases/LP-1")
        await partner.wait_for_url("**/signin**")
