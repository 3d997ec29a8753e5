"""The time a promise is about: that in which the machine let us run.

A promise of a second says nothing of a machine that stands still for two, as a virtual one does whose processor was
given to somebody else. A thread beside the test sleeps a little and looks how late it wakes. What is later than any
busy machine makes it is no running time. Whoever keeps the event loop busy is not late here, and pays for all of it.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

_NEVER_S = 60.0
"""Whatever is waited for has come by then, or never comes."""
_TICK_S = 0.02
_BUSY_S = 0.1
"""So late a thread wakes on a machine that is only busy: it counts as running."""


class RunningTime:
    """A clock that waits while the machine stands still."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._still_s = 0.0
        self._due_s = clock() + _TICK_S

    def now_s(self) -> float:
        """Seconds of running time, from any beginning. Right also before the thread has woken."""
        with self._lock:
            now_s = self._clock()
            return now_s - self._still_s - self._late_s(now_s)

    @property
    def still_s(self) -> float:
        """How long it has stood still since it was opened."""
        with self._lock:
            return self._still_s + self._late_s(self._clock())

    def tick(self) -> None:
        """The thread is awake."""
        with self._lock:
            now_s = self._clock()
            self._still_s += self._late_s(now_s)
            self._due_s = now_s + _TICK_S

    async def passes(self, seconds: float) -> None:
        """Wait until so much running time is over."""
        until_s = self.now_s() + seconds
        while (left_s := until_s - self.now_s()) > 0:  # noqa: ASYNC110 (time sets no event)
            await asyncio.sleep(left_s)

    def _late_s(self, now_s: float) -> float:
        return max(0.0, now_s - self._due_s - _BUSY_S)


@contextmanager
def running_time() -> Iterator[RunningTime]:
    """It counts until the end of this context."""
    clock, over = RunningTime(), threading.Event()

    def watch() -> None:
        while not over.is_set():
            time.sleep(_TICK_S)
            clock.tick()

    threading.Thread(target=watch, name="running-time", daemon=True).start()
    try:
        yield clock
    finally:
        over.set()  # it ends with its next tick; nobody waits for it on the loop


@asynccontextmanager
async def kept_within(promised_s: float) -> AsyncIterator[None]:
    """What happens inside takes no more running time than was promised, or AssertionError."""
    with running_time() as clock:
        begun_s = clock.now_s()
        async with asyncio.timeout(_NEVER_S):
            yield
        took_s = clock.now_s() - begun_s
    assert took_s < promised_s, (
        f"it took {took_s:.2f} s of {promised_s}, beside {clock.still_s:.2f} s of standing still"
    )


async def run_for(seconds: float) -> None:
    """Sleep until the machine has run for so long."""
    with running_time() as clock:
        await clock.passes(seconds)
