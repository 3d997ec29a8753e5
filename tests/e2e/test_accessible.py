"""Every page and state, for whoever reads with other means: axe-core finds nothing, in the light, in the dark, with the
system's own colours, and enlarged four times, where moreover nothing has to be scrolled sideways."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize

from tests.e2e.around import around
from tests.e2e.axe import violations
from tests.e2e.browsers import open_browsers
from tests.e2e.house import open_house
from tests.e2e.tour import Look, everywhere

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ENLARGED: ViewportSize = {"width": 320, "height": 256}
"""What a window of 1280 x 1024 has at 400 %."""
USUAL: ViewportSize = {"width": 1280, "height": 800}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "own colours": {"color_scheme": "light", "forced_colors": "active"},
    "enlarged": {"color_scheme": "light"},
}
CONTRAST = ("color-contrast",)
"""Not a matter of the page where the system chooses the colours: axe reads those the page would have."""
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth"
PICTURES = os.environ.get("REASSURE_TEST_PICTURES")
MOVING = """() => document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime > 10)
  .map(({ effect, animationName }) => `${animationName ?? 'a transition'} of ${effect.target?.className}`)"""


def _looking(found: list[str]) -> Look:
    """What is wrong with a page, in each of the looks, is written down; the page is left as it was."""

    async def look(page: Page, state: str) -> None:
        for name, media in LOOKS.items():
            await page.emulate_media(**{"forced_colors": "none", "reduced_motion": "reduce"} | media)
            await page.set_viewport_size(ENLARGED if name == "enlarged" else USUAL)
            off = CONTRAST if "forced_colors" in media else ()
            if name == "enlarged" and await page.evaluate(SIDEWAYS):
                found.append(f"{state}, {name}: has to be scrolled sideways")
            found.extend(f"{state}, {name}: {fault}" for fault in await violations(page, off=off))
            found.extend(f"{state}, {name}: moves: {what}" for what in await page.evaluate(MOVING))
        await page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
        await page.set_viewport_size(USUAL)
        await _take_picture(page, state)

    return look


async def _take_picture(page: Page, state: str) -> None:
    """For whoever wants to look: REASSURE_TEST_PICTURES=folder."""
    if PICTURES is None:
        return
    language = await page.evaluate("document.documentElement.lang")
    name = state.replace(",", "").replace(" ", "-")
    await page.screenshot(path=Path(PICTURES) / f"{name}-{language}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_axe_finds_nothing_on_any_page_in_any_state(tmp_path: Path, language: str) -> None:
    found: list[str] = []
    async with (
        open_house(tmp_path, ring_timeout_s="60") as house,
        open_browsers(None, None, smaller=2) as (agents, customers),
    ):
        await everywhere(house, agents, customers, _looking(found), language=language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_axe_finds_nothing_around_the_calls(tmp_path: Path, language: str) -> None:
    found: list[str] = []
    async with open_house(tmp_path, webhook_private="true") as house, open_browsers(None, smaller=2) as (people,):
        await around(house, tmp_path, people, _looking(found), language=language)
    assert not found, "\n".join(found)
