"""Many legs are looked after, and whatever else there is to do does not wait for the last of them."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from media.leg import Leg
from media.load import Meter
from media.tending import tend


@dataclass
class _Grant:
    part_id: str = "part"


@dataclass
class _Leg:
    """What is asked of a leg here; it never waits, as most do not most of the time."""

    tended: list[int]
    number: int
    grant: _Grant = field(default_factory=_Grant)
    fails: bool = False
    ended: str | None = None

    async def tend(self, now_s: float) -> None:
        self.tended.append(self.number)
        if self.fails:
            raise ValueError("a stranger's bytes")

    def end(self, reason: str) -> None:
        self.ended = reason


async def test_while_many_are_looked_after_others_have_their_turn() -> None:
    tended: list[int] = []
    legs = {str(n): cast(Leg, _Leg(tended, n)) for n in range(500)}
    tending = asyncio.create_task(tend(legs, clock=lambda: 0.0))
    seen = []
    while len(tended) < 500:
        await asyncio.sleep(0)
        seen.append(len(tended))
    tending.cancel()
    assert len(seen) >= 10


async def test_one_that_fails_ends_and_takes_no_other_with_it() -> None:
    tended: list[int] = []
    legs = [_Leg(tended, n, fails=n == 1) for n in range(3)]
    tending = asyncio.create_task(tend({str(leg.number): cast(Leg, leg) for leg in legs}, clock=lambda: 0.0))
    await asyncio.sleep(0.01)
    tending.cancel()
    assert tended == [0, 1, 2]
    assert [leg.ended for leg in legs] == [None, "lost", None]


def test_one_wake_up_in_a_hundred_may_be_late() -> None:
    meter = Meter(clock=lambda: 0.0, cpu=lambda: 0.0)
    assert meter.lag_s == 0.0
    meter._late.extend([0.5, *[0.001] * 99])
    assert meter.lag_s == 0.001
    meter._late.extend([0.4, 0.5])
    assert meter.lag_s == 0.4
