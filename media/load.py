"""How busy this process is: how much of a core it takes, and how late its event loop comes to what is due."""

import math
import time
from collections import deque
from collections.abc import Callable

from lifetime import pause, still_wanted

_STEP_S = 0.05
_KEPT = 100


class Meter:
    """`run` must be running; it costs twenty wake-ups a second."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, cpu: Callable[[], float] = time.process_time
    ) -> None:  # fmt: skip
        self._clock = clock
        self._cpu = cpu
        self._late: deque[float] = deque(maxlen=_KEPT)
        self._read_at = clock()
        self._used = cpu()

    async def run(self) -> None:
        """Look at the clock until cancelled."""
        while still_wanted():
            due = self._clock() + _STEP_S
            await pause(_STEP_S)
            self._late.append(max(0.0, self._clock() - due))

    @property
    def lag_s(self) -> float:
        """The 99th percentile of the last seconds."""
        ordered = sorted(self._late)
        return ordered[math.ceil(0.99 * len(ordered)) - 1] if ordered else 0.0

    def cpu(self) -> float:
        """The share of one core since this was asked before; threads may make it more than 1."""
        now, used = self._clock(), self._cpu()
        share = (used - self._used) / max(now - self._read_at, 1e-6)
        self._read_at, self._used = now, used
        return share
