"""A hostile page against somebody who has not clicked: stories by chance, and what must hold after each."""

import asyncio
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from tests.browser.stage import Stage, until

BLACK = 16
"""Of 255: what a coded black picture may become."""
SILENT = 1e-6
MOVES = 10


@dataclass
class Seen:
    """What the hostile page has got in all stories so far."""

    connected: int = 0
    frames: int = 0


async def stories(victim: Page, hostile: Page, seeds: range) -> Seen:
    """Tell one story for each seed; the victim sends nothing but black and silence, and enables nothing."""
    got: dict[str, Any] = {}
    for seed in seeds:
        got = await hostile.evaluate(f"story({seed}, {MOVES})")
        sent = await victim.evaluate("sending()")
        story = f"seed {seed}: {got}, {sent}"
        assert sent["enabled"] == [], story
        assert sent["level"] < SILENT, story
        assert got["brightest"] < BLACK, story
        assert got["energy"] < SILENT, story
        assert await victim.evaluate("session.view.own.ready") is False, story
    return Seen(got["connected"], got["frames"])


async def ends_with_a_click(victim: Page, hostile: Page) -> None:
    """The same eyes see the victim as soon as it clicks: they were not blind before."""
    await hostile.evaluate("plain()")
    await until(hostile, "got.frames > 0")
    assert await hostile.evaluate("got.brightest") < BLACK
    await victim.evaluate("session.ready()")
    await until(hostile, "got.brightest > 100")


async def faces(stage: Stage, victim: str) -> tuple[Page, Page]:
    """The page of the `victim`, and a hostile one on the other side."""
    await stage.open_call()
    if victim == "customer":
        return await stage.customer(), await stage.hostile_agent()
    hostile, page = await asyncio.gather(stage.hostile_customer(), stage.agent())
    return page, hostile
