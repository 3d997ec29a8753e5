"""How much of a voice is in the file, over a line that loses packets or falls silent: sound that a browser sent."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from bench import machine
from bench.connecting.people import CUSTOMER, SERVER
from bench.effort import Effort
from bench.figures import Figure, Row
from bench.legs.page import open_page
from bench.recording.crowded import Recorder, open_recorder
from bench.wire.conditions import Conditions
from bench.wire.wire import Wire, WireError, open_wire

_ROUND_TRIP_MS = 150.0
_STRETCH = 3.0
"""Times the seconds of the size."""
_SETTLED_S = 4.0
"""As long as a packet may still be asked for, and a little more: what the end loses is no part of this."""
_ENDED_WITHIN_S = 30.0
_SILENT = 0.999_999
"""A wire that loses everything is none."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What becomes of a line, and how much of the sound may then be missing, in percent."""

    at_most: float
    loss: float = 0.0
    silent_s: float = 0.0

    def __str__(self) -> str:
        """As the table has it."""
        return f"silent for {self.silent_s:g} s" if self.silent_s else f"{100 * self.loss:g} % lost"


STRETCHES = (Stretch(0.1, loss=0.05), Stretch(0.5, loss=0.1), Stretch(0.5, silent_s=2.0))
Found = Mapping[Stretch, Sequence[float]]


async def measure(effort: Effort) -> list[Row]:
    """The bench's part `fidelity`."""
    found: defaultdict[Stretch, list[float]] = defaultdict(list)
    machine.unpin()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            async with (
                open_wire(CUSTOMER, SERVER) as wire,
                open_recorder(core=None, address=wire.address(SERVER), inside=wire.inside(SERVER)) as recorder,
                open_page(wire, Path(name), recorder) as page,
            ):
                for number in range(effort.rounds):
                    for which, stretch in enumerate(STRETCHES):
                        effort.say(f"fidelity: round {number + 1} of {effort.rounds}: {stretch}")
                        missing = await _missing(
                            wire, page, recorder, stretch,
                            seconds=_STRETCH * effort.seconds, ticket=f"kept-{number}-{which}",
                        )  # fmt: skip
                        found[stretch].append(missing)
    except WireError as error:
        raise SystemExit(f"bench: {error}") from error
    return rows(found)


async def _missing(
    wire: Wire, page: Page, recorder: Recorder, stretch: Stretch, *, seconds: float, ticket: str
) -> float:
    """Percent of what was spoken, as the recorder has told of it at the end."""
    await _be(wire, ticket)
    await page.evaluate("(ticket) => openLeg(ticket)", ticket)
    if stretch.silent_s:
        await asyncio.sleep(seconds / 2)
        await _be(wire, ticket, loss=_SILENT)
        await asyncio.sleep(stretch.silent_s)
        await _be(wire, ticket)
        await asyncio.sleep(seconds / 2)
    else:
        await _be(wire, ticket, loss=stretch.loss)
        await asyncio.sleep(seconds)
        await _be(wire, ticket)
    await asyncio.sleep(_SETTLED_S)
    await page.evaluate("closeLeg()")
    ended = await _ended(recorder, ticket)
    return 100 * float(ended["lost"]) / float(ended["seconds"])


async def _be(wire: Wire, seed: str, *, loss: float = 0.0) -> None:
    await wire.set(Conditions(delay_ms=_ROUND_TRIP_MS / 2, loss=loss), seed=seed)


async def _ended(recorder: Recorder, ticket: str) -> dict[str, float]:
    async with asyncio.timeout(_ENDED_WITHIN_S):
        while True:
            for told in recorder.told("ended"):
                if told["part"] == ticket:
                    return told
            await asyncio.sleep(0.1)


def rows(found: Found) -> list[Row]:
    """Each stretch."""
    return [
        Row(
            f"a voice over {_ROUND_TRIP_MS:g} ms, {stretch}: sound that is missing", "%", Figure.of(missing),
            at_most=stretch.at_most,
        )
        for stretch, missing in found.items()
    ]  # fmt: skip
