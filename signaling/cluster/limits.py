"""How often somebody may try: counters in Redis that all nodes share, or this node's own while Redis is away."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from together import Together

_LOCAL_KEYS = 10_000
_WITHIN_S = 0.5
"""Every socket is counted before its handshake, to which a browser gives two seconds: a Redis that hangs is away."""
_AWAY_S = 2.0
"""So long it is not asked again: of all who come meanwhile only the first ones have waited."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    key: str
    per_s: int


class Limits:
    """Fixed windows. With Redis away each node counts for itself: tries stay limited, honest people are let in.

    Tries that come at the same time are counted together: a connection to Redis for each of a crowd cost more than all
    else of its coming.
    """

    def __init__(self, redis: "Redis", *, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._prefix = f"{prefix}limit:"
        self._away_until = float("-inf")
        self._local: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._tries: Together[_Try, int] = Together(self._count)

    async def allow(self, key: str, *, limit: int, per_s: int) -> bool:
        """Count one try for `key`; False once there were more than `limit` in the present window of `per_s` seconds."""
        count = await self._tries.ask(_Try(key, per_s))
        return count is not None and count <= limit

    async def run(self) -> None:
        """Count until cancelled."""
        await self._tries.run()

    async def _count(self, tries: Sequence[_Try]) -> Mapping[_Try, int]:
        """Which one each of them is in its window."""
        many = Counter((each.key, each.per_s) for each in tries)
        ends = await self._count_together(many)
        if ends is None:
            ends = {(key, per_s): self._count_here(key, per_s, more) for (key, per_s), more in many.items()}
        counts: dict[_Try, int] = {}
        for each in reversed(tries):
            counts[each] = ends[each.key, each.per_s]
            ends[each.key, each.per_s] -= 1
        return counts

    async def _count_together(self, many: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int] | None:
        """None while Redis does not answer."""
        time = asyncio.get_running_loop().time
        if time() < self._away_until:
            return None
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await self._count_in_redis(many)
        except (RedisError, OSError) as error:
            log.warning("limits.local", error=type(error).__name__)
            self._away_until = time() + _AWAY_S
            return None

    async def _count_in_redis(self, many: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int]:
        async with self._redis.pipeline(transaction=True) as pipe:
            for (key, per_s), more in many.items():
                pipe.incrby(self._prefix + key, more)
                pipe.expire(self._prefix + key, per_s, nx=True)
            answers = await pipe.execute()
        return {window: int(count) for window, count in zip(many, answers[::2], strict=True)}

    def _count_here(self, key: str, per_s: int, more: int) -> int:
        now = asyncio.get_running_loop().time()
        since, count = self._local.pop(key, (now, 0))
        if now - since >= per_s:
            since, count = now, 0
        self._local[key] = (since, count + more)
        while len(self._local) > _LOCAL_KEYS:
            self._local.popitem(last=False)
        return count + more
