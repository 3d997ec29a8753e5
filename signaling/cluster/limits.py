"""How often somebody may try: counters in Redis that all nodes share, or this node's own while Redis is away."""

import asyncio
from collections import OrderedDict

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

_LOCAL_KEYS = 10_000
log = structlog.get_logger()


class Limits:
    """Fixed windows. With Redis away each node counts for itself: tries stay limited, honest people are let in."""

    def __init__(self, redis: "Redis", *, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._prefix = f"{prefix}limit:"
        self._local: OrderedDict[str, tuple[float, int]] = OrderedDict()

    async def allow(self, key: str, *, limit: int, per_s: int) -> bool:
        """Count one try for `key`; False once there were more than `limit` in the present window of `per_s` seconds."""
        name = self._prefix + key
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.incr(name)
                pipe.expire(name, per_s, nx=True)
                count = int((await pipe.execute())[0])
        except (RedisError, OSError) as error:
            log.warning("limits.local", error=type(error).__name__)
            count = self._count_here(key, per_s)
        return count <= limit

    def _count_here(self, key: str, per_s: int) -> int:
        now = asyncio.get_running_loop().time()
        since, count = self._local.pop(key, (now, 0))
        if now - since >= per_s:
            since, count = now, 0
        self._local[key] = (since, count + 1)
        while len(self._local) > _LOCAL_KEYS:
            self._local.popitem(last=False)
        return count + 1
