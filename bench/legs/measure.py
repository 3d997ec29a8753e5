"""Opens legs one after the other from Chromium at one end of the wire, at a recorder at the other."""

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
from bench.figures import Figure, Row, percentile
from bench.legs.page import open_page
from bench.recording.crowded import Recorder, open_recorder
from bench.wire.conditions import Conditions
from bench.wire.wire import WireError, open_wire

_ANSWER_MS = 15.0
_BESIDE_ROUND_TRIPS_MS = 120.0
_ROUND_TRIPS = 4
_LOSSY_TIMES = 2.0
_WRITTEN_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Way:
    """Between the browser and the recorder."""

    round_trip_ms: float
    loss: float = 0.0

    def __str__(self) -> str:
        """As the table has it."""
        return f"{self.round_trip_ms:g} ms" + (f", {100 * self.loss:g} % lost" if self.loss else "")


WAYS = (Way(0), Way(50), Way(100), Way(100, 0.05))


@dataclass(frozen=True, slots=True)
class SetUp:
    """One leg, in milliseconds from the moment its offer was sent."""

    answered: float
    connected: float
    written: float


Found = Mapping[Way, Sequence[SetUp]]


async def measure(effort: Effort) -> list[Row]:
    """The bench's part `legs`."""
    found: defaultdict[Way, list[SetUp]] = defaultdict(list)
    ways = WAYS if effort.everybody else WAYS[:1]
    machine.unpin()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            async with (
                open_wire(CUSTOMER, SERVER) as wire,
                open_recorder(core=None, address=wire.address(SERVER), inside=wire.inside(SERVER)) as recorder,
                open_page(wire, Path(name), recorder) as page,
            ):
                for way in ways:
                    effort.say(f"legs: {effort.set_ups} over {way}")
                    await wire.set(Conditions(delay_ms=way.round_trip_ms / 2, loss=way.loss), seed="legs")
                    for number in range(effort.set_ups):
                        ticket = f"leg-{way.round_trip_ms:g}-{100 * way.loss:g}-{number}"
                        found[way].append(await _set_up(page, recorder, ticket))
    except WireError as error:
        raise SystemExit(f"bench: {error}") from error
    return rows(found)


async def _set_up(page: Page, recorder: Recorder, ticket: str) -> SetUp:
    leg: dict[str, float] = await page.evaluate("(ticket) => openLeg(ticket)", ticket)
    written_s = await _written(recorder, ticket)
    await page.evaluate("closeLeg()")
    begun = leg["begun"]
    return SetUp(
        answered=leg["answered"] - begun, connected=leg["connected"] - begun, written=1000 * written_s - begun
    )  # fmt: skip


async def _written(recorder: Recorder, ticket: str) -> float:
    """When its first sound was, in seconds since 1970."""
    async with asyncio.timeout(_WRITTEN_WITHIN_S):
        while True:
            for told in recorder.told("opened"):
                if told["part"] == ticket:
                    return float(told["at"])
            await asyncio.sleep(0.02)


def rows(found: Found) -> list[Row]:
    """Each way, and what losses add to it."""
    table: list[Row] = []
    for way, set_ups in found.items():
        answered = [one.answered - way.round_trip_ms for one in set_ups]
        ready = [max(one.connected, one.written) for one in set_ups]
        most = _BESIDE_ROUND_TRIPS_MS + _ROUND_TRIPS * way.round_trip_ms
        title = f"a leg over {way}, {len(set_ups)} times"
        table += [
            Row(f"{title}: answer beside the round trip, median", "ms", Figure.of(answered), at_most=_ANSWER_MS),
            Row(f"{title}: connected, median", "ms", Figure.of(one.connected for one in set_ups)),
            Row(
                f"{title}: connected and writing, median", "ms", Figure.of(ready), at_most=None if way.loss else most
            ),
        ]  # fmt: skip
        lossless = found.get(Way(way.round_trip_ms))
        if way.loss and lossless:
            p95 = Figure.of([percentile(ready, 0.95)])
            beside = Figure.of(max(one.connected, one.written) for one in lossless)
            table.append(
                Row(
                    f"{title}: connected and writing, p95", "ms", p95, "median without losses", beside,
                    at_most_times=_LOSSY_TIMES,
                )
            )  # fmt: skip
    return table
