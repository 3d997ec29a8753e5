"""Makes the calls, one of each kind in turn on the same losses, and tells what was made up."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from bench import machine
from bench.connecting.cells import NEAREST
from bench.connecting.contenders import CALLS, PEERJS, WARM, Ring
from bench.connecting.house import open_house
from bench.connecting.people import AGENT, CUSTOMER, SERVER, open_people
from bench.connecting.watching import RunError
from bench.effort import Effort
from bench.figures import Figure, Row
from bench.wire.conditions import Conditions
from bench.wire.wire import WireError, open_wire

_TRIES = 3
_NOTICED_S = 10.0
"""Two reports of loss are five seconds apart."""
_STRETCH = 4.0
"""Times the seconds of the size: bursts are few."""
_AT_MOST_TIMES = 0.25
_PLAIN = PEERJS
_AS_ASKED = (0.5, 1.6)
"""A stretch that lost less or more than that many times what was asked for shows nothing."""


@dataclass(frozen=True, slots=True)
class Losses:
    """`share` of all packets, that many in a row on average."""

    share: float
    burst: float

    def __str__(self) -> str:
        """As the table has it."""
        return f"{100 * self.share:g} % lost, {self.burst:g} in a row"


LOSSES = (Losses(0.1, 2.0), Losses(0.1, 3.0))


@dataclass(frozen=True, slots=True)
class Heard:
    """One direction of a call over a stretch: shares of the sound that was made up, and of the packets lost."""

    concealed: float
    lost: float


Found = Mapping[tuple[Losses, str], Sequence[Heard]]


async def measure(effort: Effort) -> list[Row]:
    """The bench's part `weak`."""
    found: defaultdict[tuple[Losses, str], list[Heard]] = defaultdict(list)
    losses = LOSSES if effort.everybody else LOSSES[:1]
    machine.unpin()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            calls = _TRIES * effort.rounds * len(losses)
            async with (
                open_wire(AGENT, CUSTOMER, SERVER) as wire,
                open_house(wire, folder, calls=calls, relay=False) as house,
                open_people(wire, folder) as (agent, customer),
            ):
                ring = Ring(wire, house, agent, customer, effort.settle_s)
                for number in range(effort.rounds):
                    for each in losses:
                        for who in (_PLAIN, WARM):
                            effort.say(f"weak: round {number + 1} of {effort.rounds}, {each}: {who}")
                            found[each, who] += await _heard(ring, who, each, seed=str(number), effort=effort)
    except WireError as error:
        raise SystemExit(f"bench: {error}") from error
    return list(rows(found))


async def _heard(ring: Ring, who: str, losses: Losses, *, seed: str, effort: Effort) -> list[Heard]:
    for _ in range(_TRIES):
        try:
            async with ring.pages() as pages:
                await CALLS[who](ring, NEAREST, seed, *pages)
                found = await _stretch(ring, losses, pages, seed=seed, effort=effort)
        except (RunError, PlaywrightError) as error:
            effort.say(f"weak: a call does not count: {error}")
        else:
            return found
    raise SystemExit(f"bench: {who} made no call that counts in {_TRIES} tries")


async def _stretch(ring: Ring, losses: Losses, pages: Sequence[Page], *, seed: str, effort: Effort) -> list[Heard]:
    conditions = Conditions(delay_ms=NEAREST.round_trip_ms / 2, loss=losses.share, burst=losses.burst)
    await ring.wire.set(conditions, seed=f"weak {seed}", between=(AGENT, CUSTOMER))
    await asyncio.sleep(_NOTICED_S)
    before = [await page.evaluate("probe.voice()") for page in pages]
    await asyncio.sleep(_STRETCH * effort.seconds)
    after = [await page.evaluate("probe.voice()") for page in pages]
    found = [_between(one, other) for one, other in zip(before, after, strict=True)]
    least, most = _AS_ASKED
    if effort.everybody and not all(least * losses.share < each.lost < most * losses.share for each in found):
        raise RunError(f"lost was {[each.lost for each in found]}, not {losses}")
    return found


def _between(before: Mapping[str, float], after: Mapping[str, float]) -> Heard:
    more = {name: after[name] - before[name] for name in after}
    if not more["samples"] or not more["received"]:
        raise RunError(f"nothing was heard: {more}")
    return Heard(more["concealed"] / more["samples"], more["lost"] / (more["lost"] + more["received"]))


def rows(found: Found) -> Iterator[Row]:
    """What was made up, beside the plain page on the same losses; then what tells whether to believe it."""
    for losses in dict.fromkeys(losses for losses, _ in found):
        plain, ours = found[losses, _PLAIN], found[losses, WARM]
        yield Row(
            f"{losses}: sound made up", "%", _percent(one.concealed for one in ours), "plain Opus",
            _percent(one.concealed for one in plain), at_most_times=_AT_MOST_TIMES,
        )  # fmt: skip
        yield Row(
            f"{losses}: packets lost, as the browsers find it", "%", _percent(one.lost for one in ours), "plain Opus",
            _percent(one.lost for one in plain),
        )  # fmt: skip


def _percent(shares: Iterator[float]) -> Figure:
    return Figure.of(100 * share for share in shares)
