"""Looks at every open socket in turn, so that one whose other side is gone without a word is found.

One timer for all of them: a timer each was a tenth of a socket's memory, and they ran out together.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

LOOK_EVERY_S = 2.5
CALM_LOOK_EVERY_S = 20.0
"""At one for whom nobody waits: a node of 15,000 asked 3,000 of them a second whether they are there. Home routers
forget a connection that is silent for minutes.
"""
_TOGETHER = 8
_SHORTEST_PAUSE_S = 0.005
_LONGEST_PAUSE_S = 0.25
_SPARE = 1.5
"""So much faster than need be, since the loop is late at times."""


class Watched(Protocol):
    """A socket to be looked at. `due` is the pulse's own: when it looks next, in seconds of the loop."""

    due: float

    @property
    def calm(self) -> bool:
        """Whether it may be looked at less often."""

    @property
    def open(self) -> bool:
        """Whether it is to be looked at again."""

    def look(self) -> None:
        """So long after the last look."""


class Pulse:
    """Never looks at many in one turn of the loop: a thousand pings at once would delay everybody's messages."""

    def __init__(self) -> None:
        self._close = _Ring(lambda: LOOK_EVERY_S, self.watch)
        self._calm = _Ring(lambda: CALM_LOOK_EVERY_S, self.watch)

    def watch(self, socket: Watched) -> None:
        """Look at it from now on. Said again, the next look is a whole turn from now: of those that calm wants, if it
        is calm now.
        """
        (self._calm if socket.calm else self._close).add(socket)


class _Ring:
    """Sockets that are looked at equally often, the next one first. One that is due elsewhere by now is let go."""

    def __init__(self, every_s: Callable[[], float], after: Callable[[Watched], None]) -> None:
        self._every_s = every_s
        self._after = after
        self._ring: deque[tuple[float, Watched]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, socket: Watched) -> None:
        loop = asyncio.get_running_loop()
        socket.due = loop.time() + self._every_s()
        self._ring.append((socket.due, socket))
        if self._timer is None:
            self._timer = loop.call_later(self._every_s(), self.step)

    def step(self) -> None:
        """Look at those whose time has come, a few of them."""
        loop = asyncio.get_running_loop()
        now, every_s = loop.time(), self._every_s()
        pause_s = min(max(_TOGETHER * every_s / len(self._ring), _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S)
        left = 1 + int(len(self._ring) * pause_s / every_s * _SPARE)
        while left > 0 and self._ring and self._ring[0][0] <= now:
            due, socket = self._ring.popleft()
            if socket.open and socket.due == due:
                left -= 1
                socket.look()
                self._after(socket)
        if not self._ring:
            self._timer = None
            return
        self._timer = loop.call_later(max(self._ring[0][0] - now, pause_s), self.step)
