"""The one thread that touches the disk for all legs of a worker: what is handed to it is done in that order."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Scribe:
    """A thread with a bounded queue. Close it when nothing is handed to it any more."""

    def __init__(self, name: str, *, longest_queue: int) -> None:
        self._thread = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._room = asyncio.Semaphore(longest_queue)

    async def do(self, work: Callable[[], T]) -> T:
        """Have it done, and give what came of it, or raise it. Waits for room in the queue first."""
        async with self._room:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """What is in the queue is done to its end."""
        self._thread.shutdown(wait=False)
