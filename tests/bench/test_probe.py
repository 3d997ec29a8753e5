"""What the bench counts as seen and heard: nothing black, nothing hidden, no silence, and nothing before the click."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from bench.connecting.devices import film, voice
from bench.connecting.people import CHROMIUM, FLAGS, PROBE
from bench.connecting.watching import Watched, click
from bench.programs import python, running

_LONG_ENOUGH_S = 0.8
"""For a picture or a sound that is there to be found; they take a tenth of it."""


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """One that is connected with itself, black and silent until the click."""
    seen = f"--use-file-for-fake-video-capture={film(tmp_path / 'film.y4m', hue=96)}"
    heard = f"--use-file-for-fake-audio-capture={voice(tmp_path / 'voice.wav', pitch_hz=150)}"
    async with (
        running(python("-m", "bench.rivals.pages", "127.0.0.1"), core=None, says="port") as pages,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, seen, heard])
        context = await browser.new_context(permissions=["camera", "microphone"])
        await context.add_init_script(path=PROBE)
        opened = await context.new_page()
        await opened.goto(f"http://localhost:{pages.port}/pages/loop.html")
        await opened.locator("#call").click(trial=True)
        yield opened
        await browser.close()


async def test_a_black_picture_and_silence_do_not_count(page: Page) -> None:
    await page.evaluate("probe.arm({click: false})")
    await asyncio.sleep(_LONG_ENOUGH_S)
    assert await _found(page) == (False, False)


async def test_a_picture_that_is_faded_out_and_a_sound_that_is_muted_do_not_count_until_they_are_there(
    page: Page,
) -> None:
    await page.evaluate("remote.style.opacity = 0.4, remote.muted = true, probe.arm({click: true})")
    await page.locator("#call").click()
    await asyncio.sleep(_LONG_ENOUGH_S)
    assert await _found(page) == (False, False)
    await page.evaluate("remote.style.opacity = 1, remote.muted = false")
    await page.wait_for_function("() => probe.done")


async def test_what_was_there_before_the_click_counts_from_the_click_on(page: Page) -> None:
    await page.locator("#call").click()
    await asyncio.sleep(_LONG_ENOUGH_S)
    await page.evaluate("probe.arm({click: true})")
    await asyncio.sleep(_LONG_ENOUGH_S)
    assert await _found(page) == (False, False)
    watched = await Watched.of(page)
    run = await click(page.locator("#call"), watched, watched, None)
    assert run.picture >= 0
    assert run.sound >= 0


async def test_the_clocks_of_two_pages_are_joined_as_their_browser_joins_them(page: Page) -> None:
    """`performance.timeOrigin` joins them by the wall clock, which nobody sets in that second."""
    other = await page.context.new_page()
    await other.goto(page.url)
    one, two = await Watched.of(page), await Watched.of(other)
    origins = [await each.page.evaluate("performance.timeOrigin") for each in (one, two)]
    assert abs((two.ahead_ms - one.ahead_ms) - (origins[1] - origins[0])) < one.error_ms + two.error_ms + 1


async def _found(page: Page) -> tuple[bool, bool]:
    found = await page.evaluate("probe.found")
    return found["picture"] is not None, found["sound"] is not None
