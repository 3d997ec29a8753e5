"""Looks after all legs of a worker in turn: a timer for each would cost more wake-ups than their packets."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from lifetime import pause, still_wanted
from media.leg import Leg

_EVERY_S = 0.1
_TOGETHER = 25
"""Then what has come meanwhile is looked at: nothing here is as urgent."""

log = structlog.get_logger()


async def tend(legs: Mapping[str, Leg], *, clock: Callable[[], float]) -> None:
    """Until cancelled, all that are among `legs` at that time."""
    while still_wanted():
        now_s = clock()
        for number, leg in enumerate(tuple(legs.values()), start=1):
            await _tend(leg, now_s)
            if number % _TOGETHER == 0:
                await asyncio.sleep(0)
        await pause(_EVERY_S)


async def _tend(leg: Leg, now_s: float) -> None:
    try:
        await leg.tend(now_s)
    except Exception:  # the ladder of background tasks: no leg takes the others with it
        log.exception("recorder.leg_failed", part_id=leg.grant.part_id)
        leg.end("lost")
