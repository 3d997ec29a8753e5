"""Looks after all legs of a worker in turn: a timer for each would cost more wake-ups than their packets."""

import math
from collections.abc import Callable, Mapping

import structlog

from lifetime import pause, still_wanted
from media.leg import Leg

_EVERY_S = 0.1
_AT_LEAST, _STEPS = 5, 20
"""So many legs at once, or a twentieth of all. Then others have the core: a node on it has messages to pass on."""

log = structlog.get_logger()


async def tend(legs: Mapping[str, Leg], *, clock: Callable[[], float]) -> None:
    """Until cancelled, all that are among `legs` at that time."""
    while still_wanted():
        there = tuple(legs.values())
        few = max(_AT_LEAST, math.ceil(len(there) / _STEPS))
        steps = max(1, math.ceil(len(there) / few))
        for first in range(0, steps * few, few):
            now_s = clock()
            for leg in there[first : first + few]:
                await _tend(leg, now_s)
            await pause(_EVERY_S / steps)


async def _tend(leg: Leg, now_s: float) -> None:
    try:
        await leg.tend(now_s)
    except Exception:  # the ladder of background tasks: no leg takes the others with it
        log.exception("recorder.leg_failed", part_id=leg.grant.part_id)
        leg.end("lost")
