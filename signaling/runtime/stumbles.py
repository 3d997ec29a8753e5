"""Calls that cannot be processed: each is left alone for a growing while, and told to the operator; others go on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from signaling.protocol.errors import SignalError

_FIRST_REST_S = 1.0
_LONGEST_REST_S = 60.0
_REMEMBERED = 1_000
AWAY = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""Not this call's fault, most likely: the round is over. But a locked row looks the same, so it rests as well."""

log = structlog.get_logger()


class Stumbles:
    """Remembers for this process only: after a restart, or on another node, a call has its next try at once."""

    def __init__(self) -> None:
        self._resting: dict[str, tuple[int, float]] = {}
        self.count = 0
        """How often it has happened."""

    def rests(self, call_id: str) -> bool:
        """Whether this call is not to be tried yet."""
        return call_id in self._resting and asyncio.get_running_loop().time() < self._resting[call_id][1]

    @contextmanager
    def over(self, call_id: str) -> Iterator[None]:
        """Try something with this call. What the rules refuse passes through, and so does a database that is away."""
        try:
            yield
        except SignalError:
            raise
        except AWAY:
            self.rest(call_id)
            raise
        except Exception:
            log.exception("call.stumbled", call_id=call_id, again_in_s=self.rest(call_id))
        else:
            self._resting.pop(call_id, None)

    @property
    def resting(self) -> int:
        """How many are not to be tried yet."""
        now = asyncio.get_running_loop().time()
        return sum(now < until for _, until in self._resting.values())

    def rest(self, call_id: str) -> float:
        """Leave this call alone for a while; gives for how many seconds."""
        self.count += 1
        times = self._resting.pop(call_id, (0, 0.0))[0] + 1
        rest_s = min(_FIRST_REST_S * 2.0 ** min(times - 1, 10), _LONGEST_REST_S)
        self._resting[call_id] = (times, asyncio.get_running_loop().time() + rest_s)
        while len(self._resting) > _REMEMBERED:
            self._resting.pop(next(iter(self._resting)))
        return rest_s
