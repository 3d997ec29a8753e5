"""Nobody waits while old objects are looked through, and nothing is kept for ever by that."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from house.garbage import look_at_everything, look_rarely, set_aside


class Circle:
    """Holds itself: only a look for circles frees it."""

    def __init__(self) -> None:
        self.myself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
    gc.collect()


def test_what_was_set_aside_is_not_looked_through_until_everything_is() -> None:
    circle = Circle()
    there = weakref.ref(circle)
    set_aside()
    del circle
    set_aside()
    gc.collect()
    assert there() is not None
    look_at_everything()
    assert there() is None


def test_a_circle_that_is_new_goes_at_once() -> None:
    there = weakref.ref(Circle())
    set_aside()
    assert there() is None


async def test_the_interpreter_looks_through_no_old_ones_of_its_own_accord() -> None:
    looks: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            looks.append(info["generation"])

    task = asyncio.create_task(look_rarely())
    await asyncio.sleep(0)
    gc.callbacks.append(note)
    try:
        kept = [[each] for each in range(200_000)]
    finally:
        gc.callbacks.remove(note)
        task.cancel()
    assert len(kept) == 200_000
    assert 1 in looks, "new ones are looked through"
    assert 2 not in looks
