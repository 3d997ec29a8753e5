"""How work in the background runs and ends, even when a library has swallowed the word to end.

Before Python 3.12, `asyncio.wait_for` may return its result instead of raising when its task is cancelled in the same
turn of the loop (https://github.com/python/cpython/issues/86296), and redis-py sends every command through it. Such a
task is cancelled and runs on: one start in thirty that was ended at once hung for ever. So every endless loop asks.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


def still_wanted() -> bool:
    """Whether nobody has cancelled this task. For the head of an endless loop, outside any `asyncio.timeout`."""
    task = asyncio.current_task()
    return task is None or task.cancelling() == 0


async def pause(seconds: float) -> None:
    """Sleep between two rounds of an endless loop; not at all when this task has been cancelled meanwhile."""
    if still_wanted():
        await asyncio.sleep(seconds)


async def first_of(*events: asyncio.Event, within_s: float | None = None) -> None:
    """Until one of them is set, or the time is over."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


async def end_process(process: asyncio.subprocess.Process, *, within_s: float) -> None:
    """Ask a child to end, and end it if it has not by then; its exit status is collected either way.

    Not with `asyncio.timeout`: before Python 3.11.4 one that expires while its task is being cancelled raises
    CancelledError (https://github.com/python/cpython/issues/102780), and the child would live on.
    """
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    ended = asyncio.ensure_future(process.wait())
    try:
        if not (await asyncio.wait([ended], timeout=within_s))[0]:
            with suppress(ProcessLookupError):
                process.kill()
        await ended
    finally:
        ended.cancel()


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work in the background for as long as the scope lasts; when one dies, the scope ends with its error."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
