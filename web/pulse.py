"""Looks at every open socket in turn, so that one whose other side is gone without a word is found.

One timer for all of them: a timer each was a tenth of a socket's memory, and they ran out together.
"""

import asyncio
from collections import deque
from typing import Protocol

LOOK_EVERY_S = 2.5
_TOGETHER = 8
_SHORTEST_PAUSE_S = 0.005
_LONGEST_PAUSE_S = 0.25
_SPARE = 1.5
"""So much faster than need be, since the loop is late at times."""


class Watched(Protocol):
    """A socket to be looked at."""

    @property
    def open(self) -> bool:
        """Whether it is to be looked at again."""

    def look(self) -> None:
        """So long after the last look."""


class Pulse:
    """Never looks at many in one turn of the loop: a thousand pings at once would delay everybody's messages."""

    def __init__(self) -> None:
        self._ring: deque[tuple[float, Watched]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, socket: Watched) -> None:
        """Look at it from now on, every `LOOK_EVERY_S` or a little later."""
        loop = asyncio.get_running_loop()
        self._ring.append((loop.time() + LOOK_EVERY_S, socket))
        if self._timer is None:
            self._timer = loop.call_later(LOOK_EVERY_S, self._step)

    def _step(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        pause_s = min(max(_TOGETHER * LOOK_EVERY_S / len(self._ring), _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S)
        left = 1 + int(len(self._ring) * pause_s / LOOK_EVERY_S * _SPARE)
        while left > 0 and self._ring and self._ring[0][0] <= now:
            _, socket = self._ring.popleft()
            if socket.open:
                left -= 1
                socket.look()
                self._ring.append((now + LOOK_EVERY_S, socket))
        if not self._ring:
            self._timer = None
            return
        self._timer = loop.call_later(max(self._ring[0][0] - now, pause_s), self._step)
