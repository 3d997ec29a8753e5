"""Work that a library has made deaf still ends."""

import asyncio
import contextlib

import pytest

from lifetime import pause, running, still_wanted


async def deaf_loop() -> None:
    """As with redis-py on Python 3.11: the first word to end is swallowed, and the loop goes on."""
    while still_wanted():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0.1)
        await pause(60)


async def test_loop_whose_library_swallows_the_cancellation_ends_all_the_same() -> None:
    async with asyncio.timeout(5), running(deaf_loop()):
        await asyncio.sleep(0.02)


async def test_work_that_dies_ends_the_scope_with_its_error() -> None:
    async def dies() -> None:
        await asyncio.sleep(0)
        raise LookupError

    with pytest.raises(ExceptionGroup, match="unhandled errors"):
        async with asyncio.timeout(5), running(dies(), deaf_loop()):
            await asyncio.sleep(60)


async def test_task_that_nobody_cancelled_is_still_wanted() -> None:
    assert still_wanted()
