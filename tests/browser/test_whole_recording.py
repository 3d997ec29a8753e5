"""The page of a call in Debian's Chromium: both voices are drawn, and a click or a key leads to any moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from records.database import Database
from records.recording_files import change_file
from records.tables import FileState
from tests.browser.stage import CHROMIUM, FLAGS
from tests.integration.web.stage import SUPERVISOR, Stage, open_stage
from tests.integration.web.test_recording_files import audited, bound

_PLACE = "document.querySelector('audio').currentTime"


@asynccontextmanager
async def _reading(stage: Stage, call_id: str) -> AsyncIterator[Page]:
    """The supervisor's page of this call."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        cookie = {"name": "reassure_session", "value": stage.tokens[SUPERVISOR], "url": stage.base}
        await context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict there
        page = await context.new_page()
        await page.goto(f"{stage.base}/logs/{call_id}")
        try:
            yield page
        finally:
            await browser.close()


async def test_both_voices_are_drawn_and_every_moment_can_be_gone_to(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        call_id, _ = await bound(stage)
        gaps = [{"side": side, "from_s": 2.0, "to_s": 2.6, "why": "paused"} for side in ("left", "right")]
        async with stage.db.transaction() as session:
            await change_file(session, "rec", gaps=gaps)
        async with _reading(stage, call_id) as page:
            slider = page.get_by_role("slider", name="Position in the recording")
            await expect(slider).to_be_visible()
            for side, at in (("left", 1.0), ("right", 3.0)):
                await page.wait_for_function(_TALLEST, arg=[side, at])
            assert await page.locator(".wave-paused").count() >= 2
            await expect(page.get_by_text("Both: paused on request")).to_have_count(1)

            box = await slider.bounding_box()
            assert box is not None
            await page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 20)
            assert abs(await page.evaluate(_PLACE) - 2.5) < 0.1
            await slider.press("Home")
            assert await page.evaluate(_PLACE) == 0
            await slider.press("End")
            await expect(slider).to_have_attribute("aria-valuetext", "0:05 of 0:05")
            await slider.press("ArrowLeft")
            await expect(slider).to_have_attribute("aria-valuenow", "0")
            assert await audited(stage) == [], "looking at it is no listening"

            await page.evaluate("document.querySelector('audio').muted = true")
            await page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 20)
            await slider.press("Space")
            await page.wait_for_function(f"() => {_PLACE} > 2.3 && !document.querySelector('audio').paused")
            await slider.press("Space")
            assert await page.evaluate("document.querySelector('audio').paused")
            href = await page.get_by_role("link", name="Save as MP3").get_attribute("href")
            assert href == f"/api/calls/{call_id}/recording/mp3?recording=rec"


_TALLEST = """([side, at]) => {
  const drawn = document.querySelector(`.wave-${side}`)?.getAttribute('d') ?? '';
  const lines = [...drawn.matchAll(/M([\\d.]+) ([\\d.]+)V([\\d.]+)/g)];
  const bars = lines.map(([, x, top, bottom]) => ({ x: +x, tall: bottom - top }));
  const tallest = bars.reduce((most, bar) => (bar.tall > most.tall ? bar : most), { x: -1, tall: 0 });
  return tallest.tall > 20 && Math.abs((tallest.x / 600) * 5 - at) < 0.25;
}"""


async def test_what_is_not_there_yet_or_never_will_be_is_said(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        call_id, _ = await bound(stage)
        async with stage.db.transaction() as session:
            await change_file(session, "rec", state=FileState.WAITING)
        async with _reading(stage, call_id) as page:
            await expect(page.get_by_text("The whole recording is being put together.")).to_be_visible()
            assert await page.locator(".parts audio").count() == 2, "the parts can be heard"
        async with stage.db.transaction() as session:
            await change_file(session, "rec", state=FileState.FAILED, reasons=["no_room"])
        async with _reading(stage, call_id) as page:
            said = "The whole recording could not be put together: the disk was nearly full."
            await expect(page.get_by_text(said)).to_be_visible()
