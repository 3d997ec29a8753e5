"""What `probe.js` has seen in one page or two, told in milliseconds since the click."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bench.connecting.cells import Cell

_SEEN_WITHIN_S = 25.0
_LINE_WITHIN_S = 8.0
_LOOK_AGAIN_S = 0.3
_GLANCES = 25


class RunError(Exception):
    """This run shows nothing; another one may."""


@dataclass(frozen=True, slots=True)
class Side:
    """When this person saw and heard the other one, in ms after the click.

    `connected`: when the line was, before the click if below 0. `buffered`: how long sound lay here until heard.
    """

    picture: float
    sound: float
    connected: float
    buffered: float


@dataclass(frozen=True, slots=True)
class Run:
    """One call. `clicking` made the click that counts; where a page calls itself it is both."""

    clicking: Side
    other: Side
    round_trip_ms: float
    clock_error_ms: float
    wire_late_ms: float = 0.0
    """Of the packets carried since the click's conditions were set, the 99th of a hundred."""

    @property
    def picture(self) -> float:
        """Until both see each other."""
        return max(self.clicking.picture, self.other.picture)

    @property
    def sound(self) -> float:
        """Until both hear each other."""
        return max(self.clicking.sound, self.other.sound)


@dataclass(slots=True)
class Watched:
    """One page. `ahead_ms` makes of its performance.now() the time of this machine's monotonic clock.

    Chromium takes the one from the other, so the difference is a constant; `error_ms` is how far off it may be taken.
    """

    page: Page
    ahead_ms: float = 0.0
    error_ms: float = field(default=float("inf"))

    @classmethod
    async def of(cls, page: Page) -> "Watched":
        """Of some glances at both clocks, the one in which the least time went by is the best."""
        watched = cls(page)
        for _ in range(_GLANCES):
            before = time.monotonic()
            there: float = await page.evaluate("performance.now()")
            after = time.monotonic()
            if (error := 500 * (after - before)) < watched.error_ms:
                watched.ahead_ms, watched.error_ms = 500 * (before + after) - there, error
        return watched

    async def arm(self, *, click: bool) -> None:
        """From now on the first picture and sound count; with `click`, after the next click in this page."""
        await self.page.evaluate("(click) => probe.arm({click})", click)

    async def seen(self) -> dict[str, Any]:
        """Once both were there."""
        try:
            await self.page.wait_for_function("() => probe.done", timeout=1000 * _SEEN_WITHIN_S, polling=50)
        except PlaywrightTimeout as error:
            raise RunError(f"seen and heard by then: {await self.page.evaluate('probe.found')}") from error
        found: dict[str, Any] = await self.page.evaluate("probe.found")
        return found | {"buffered": await self.page.evaluate("probe.buffered()")}

    def side(self, found: dict[str, Any], clicked_ms: float) -> Side:
        """Since the click, on the clock of the machine."""
        connected = found["connected"]
        return Side(
            found["picture"] + self.ahead_ms - clicked_ms,
            found["sound"] + self.ahead_ms - clicked_ms,
            connected + self.ahead_ms - clicked_ms if connected is not None else float("nan"),
            found["buffered"],
        )

    async def round_trip_ms(self, cell: Cell) -> float:
        """What the browser finds its line to be. Raises RunError when that is not what the wire was told to make it."""
        end = time.monotonic() + _LINE_WITHIN_S
        while True:
            line = await self.page.evaluate("probe.line()")
            if (
                line is not None
                and line["answers"]
                and cell.fits(line["roundTrip"])
                and line["relayed"] == cell.relayed
            ):
                return float(line["roundTrip"])
            if time.monotonic() > end:
                raise RunError(f"the line is not what was asked for: {line}")
            await asyncio.sleep(_LOOK_AGAIN_S)


async def click(button: Locator, clicking: Watched, other: Watched, cell: Cell | None) -> Run:
    """Press it as soon as it can be pressed, and wait until both people see and hear each other.

    Without a cell the page calls itself, and there is no line to look at.
    """
    if other is not clicking:
        await other.arm(click=False)
    await clicking.arm(click=True)
    await button.click()
    here = await clicking.seen()
    clicked_ms = here["clicked"] + clicking.ahead_ms
    there = await other.seen()
    round_trips = [await each.round_trip_ms(cell) for each in (clicking, other)] if cell else [0.0]
    return Run(
        clicking.side(here, clicked_ms), other.side(there, clicked_ms), max(round_trips),
        clicking.error_ms + other.error_ms if other is not clicking else 0.0,
    )  # fmt: skip
