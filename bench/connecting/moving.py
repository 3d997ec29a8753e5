"""The customer's browser gets another address in the middle of a talk: for how long somebody hears nothing."""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError

from bench import machine
from bench.connecting.cells import NEAREST
from bench.connecting.contenders import CALLS, PEERJS, WARM, Ring
from bench.connecting.house import open_house
from bench.connecting.people import AGENT, CUSTOMER, SERVER, open_people
from bench.connecting.watching import RunError, Watched
from bench.effort import Effort
from bench.figures import Figure, Row, percentile
from bench.wire.wire import WireError, open_wire

OURS = "ours"
_CELL = replace(NEAREST, spread_ms=60.0)
"""What counts here are seconds: a line that is found a little longer spoils nothing."""

_TRIES = 3
_MEDIAN_MS, _P95_MS = 1200.0, 2500.0
_GIVEN_UP_MS = 25_000.0
"""Who hears nothing by then is taken to hear nothing any more."""

_SURELY_NEW_MS = 1000.0
"""What had arrived before is played, and made up for, not that long: whoever is heard then is heard anew."""

_LOOK_AGAIN_S = 0.1


async def measure(effort: Effort) -> list[Row]:
    """The bench's part `moving`. PeerJS, as it comes, makes one call a round: it may take all the time there is."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    calls = effort.rounds * effort.calls
    machine.unpin()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            async with (
                open_wire(AGENT, CUSTOMER, SERVER) as wire,
                open_house(wire, folder, calls=_TRIES * calls, relay=False) as house,
                open_people(wire, folder) as people,
            ):
                ring = Ring(wire, house, *people, effort.settle_s)
                for number in range(calls):
                    effort.say(f"moving: call {number + 1} of {calls}")
                    found[OURS].append(await _counted(ring, WARM, str(number), effort))
                    if number % effort.calls == 0 and effort.everybody:
                        found[PEERJS].append(await _counted(ring, PEERJS, str(number), effort))
    except WireError as error:
        raise SystemExit(f"bench: {error}") from error
    return list(_rows(found[OURS], found[PEERJS]))


async def _counted(ring: Ring, who: str, seed: str, effort: Effort) -> float:
    for _ in range(_TRIES):
        try:
            return await _silence_ms(ring, who, seed)
        except (RunError, PlaywrightError) as error:
            effort.say(f"moving: {who} does not count: {error}")
    raise SystemExit(f"bench: {who} made no call that counts in {_TRIES} tries")


async def _silence_ms(ring: Ring, who: str, seed: str) -> float:
    """From the moment the address goes until both hear each other again; 0 when nobody missed a word."""
    async with ring.pages() as pages:
        await CALLS[who](ring, _CELL, seed, *pages)
        watched = [await Watched.of(page) for page in pages]
        await asyncio.sleep(ring.settle_s)
        moved_ms = 1000 * time.monotonic()
        await ring.wire.move(CUSTOMER)
        return max(await asyncio.gather(*(_heard_again(each, moved_ms) for each in watched)))


async def _heard_again(watched: Watched, moved_ms: float) -> float:
    moved = moved_ms - watched.ahead_ms
    end = time.monotonic() + _GIVEN_UP_MS / 1000
    while time.monotonic() < end:
        heard: dict[str, Any] = await watched.page.evaluate("probe.heard")
        if heard["at"] is not None and heard["at"] - moved > _SURELY_NEW_MS:
            return max([until - moved for _, until in heard["silences"] if until > moved], default=0.0)
        await asyncio.sleep(_LOOK_AGAIN_S)
    return _GIVEN_UP_MS


def _rows(ours: Sequence[float], theirs: Sequence[float]) -> Iterator[Row]:
    title = f"another address, at {_CELL}: sound is back"
    rival = Figure.of(theirs) if theirs else None
    beside = f"{PEERJS} ({_GIVEN_UP_MS:.0f}: never)" if rival else ""
    yield Row(f"{title}, median of {len(ours)}", "ms", Figure.of(ours), beside, rival, at_most=_MEDIAN_MS)
    yield Row(f"{title}, p95", "ms", Figure.of([percentile(ours, 0.95)]), at_most=_P95_MS)
