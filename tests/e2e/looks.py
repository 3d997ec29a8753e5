"""How a page looks to whoever cannot see it, and in pictures to whoever wants to."""

import os
from pathlib import Path

from playwright.async_api import Page

from tests.e2e.axe import violations

PICTURES = os.environ.get("REASSURE_TEST_PICTURES")


async def looks(page: Page, name: str) -> None:
    """Axe finds nothing; and pictures, where somebody wants to look."""
    assert await violations(page) == []
    if PICTURES is None:
        return
    folder, usual = Path(PICTURES), page.viewport_size
    direction = await page.evaluate("document.documentElement.dir")
    await page.screenshot(path=folder / f"{name}.png", full_page=True)
    await page.emulate_media(color_scheme="dark")
    await page.screenshot(path=folder / f"{name}-dark.png", full_page=True)
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.screenshot(path=folder / f"{name}-phone.png", full_page=True)
    await page.evaluate("document.documentElement.dir = 'rtl'")
    await page.screenshot(path=folder / f"{name}-rtl.png", full_page=True)
    await page.evaluate(f"document.documentElement.dir = '{direction}'")
    if usual is not None:
        await page.set_viewport_size(usual)
