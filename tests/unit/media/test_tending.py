"""Many legs are looked after, and whatever else there is to do does not wait for the last of them."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

import pytest

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


@pytest.mark.parametrize(("legs", "most"), [(500, 25), (60, 5)])
async def test_while_many_are_looked_after_the_core_is_given_up_after_a_few(legs: int, most: int) -> None:
    tended: list[int] = []
    all_of_them = {str(n): cast(Leg, _Leg(tended, n)) for n in range(legs)}
    began_s = time.monotonic()
    tending = asyncio.create_task(tend(all_of_them, clock=lambda: 0.0))
    seen = [0]
    while len(tended) < legs:
        await asyncio.sleep(0)
        seen.append(len(tended))
    tending.cancel()
    assert max(late - early for early, late in pairwise(seen)) == most
    assert time.monotonic() - began_s > 0.08, "a tenth of a second is what all of them share"


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
