"""When this process looks for objects that hold each other in a circle, which is when nobody else can run.

Python looks through all it has whenever what is new is a quarter of what is old. A socket is some 25 objects: with
6,000 of them each look took 140 ms, one every five seconds in a crowd that came, and found next to nothing, since
almost all of ours is freed the moment its last owner lets go. So what has lived for a minute is set aside
(`gc.freeze`): it is freed as ever, but not looked through. A circle among what was set aside stays until the hour's
look at everything.
"""

import gc

from lifetime import pause, still_wanted

_SET_ASIDE_S = 60.0
_ALL_AFTER = 60
"""Rounds until everything is looked through: an hour."""

_NEVER = 2**31 - 1


async def look_rarely() -> None:
    """For as long as the process serves, from when it is ready: what it needed for that is set aside first."""
    _leave_old_ones_alone()
    set_aside()
    while still_wanted():
        for _ in range(_ALL_AFTER):
            await pause(_SET_ASIDE_S)
            set_aside()
        look_at_everything()


def set_aside() -> None:
    """Look through what is new only; what is left of it is not looked at again before the look at everything."""
    gc.collect(1)
    gc.freeze()


def look_at_everything() -> None:
    """Also through what was set aside."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _leave_old_ones_alone() -> None:
    """The interpreter goes on looking through the new ones by itself."""
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)
