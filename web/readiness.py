"""What a node that leaves waits for: until those who ask `/readyz` know of it, and what is being served is done."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_REGULAR_S = 30.0
_TIMES = 2
"""So often an asker must have come to count as one who comes again, and have heard no to be taken to know: balancers
commonly want two answers alike before they believe one."""

_LOOK_S = 0.05


@dataclass(slots=True)
class _Asker:
    asked_at: float
    times: int = 0
    refused: int = 0


class Readiness:
    """One for each node. Askers are known by their address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._askers: dict[str, _Asker] = {}
        self._under_way = 0

    def told(self, asker: str, *, leaving: bool) -> None:
        """This asker has its answer; `leaving` when it was that this node goes."""
        now = self._clock()
        self._forget(now)
        known = self._askers.setdefault(asker, _Asker(now))
        known.asked_at = now
        known.times += 1
        known.refused += leaving

    def everybody_knows(self) -> bool:
        """Whether each one who asks regularly has heard no often enough; true when nobody does."""
        self._forget(self._clock())
        return all(asker.refused >= _TIMES for asker in self._askers.values() if asker.times >= _TIMES)

    async def noticed(self, *, within_s: float) -> bool:
        """Wait until everybody knows; False when the time was over first."""
        return await self._until(self.everybody_knows, within_s)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """A request is being served; a socket is none."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def idle(self, *, within_s: float) -> bool:
        """Wait until no request is being served; False when the time was over first."""
        return await self._until(lambda: self._under_way == 0, within_s)

    async def _until(self, holds: Callable[[], bool], within_s: float) -> bool:
        deadline = self._clock() + within_s
        while not holds():
            if self._clock() >= deadline:
                return False
            await asyncio.sleep(_LOOK_S)
        return True

    def _forget(self, now: float) -> None:
        """Whoever has not asked for half a minute is no balancer of ours, or not any more."""
        old = [name for name, asker in self._askers.items() if now - asker.asked_at > _REGULAR_S]
        for name in old:
            del self._askers[name]
