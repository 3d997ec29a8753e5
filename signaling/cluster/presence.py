"""Who is there: leases in Redis, renewed by the node that sees them. A lease that is missing is no proof by itself."""

import asyncio
from collections.abc import Collection

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lifetime import pause, still_wanted

log = structlog.get_logger()


class Presence:
    """Holds names (`node:...`, `agent:...`) for as long as this node runs and sees them.

    Emptied or restarted, Redis knows nobody for a moment; so only who has been missing for a whole lease is gone.
    """

    def __init__(self, redis: "Redis", *, lease_s: float, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._lease_s = lease_s
        self._prefix = f"{prefix}lease:"
        self._held: set[str] = set()
        self._missing_since: dict[str, float] = {}

    async def hold(self, name: str) -> None:
        """This name is here from now on."""
        self._held.add(name)
        await self._renew([name])

    async def release(self, name: str, *, after_s: float) -> None:
        """This node sees the name no longer; it lapses in `after_s` unless another node holds it."""
        self._held.discard(name)
        try:
            await self._redis.pexpire(self._prefix + name, round(after_s * 1000))
        except (RedisError, OSError) as error:
            log.warning("presence.release_failed", error=type(error).__name__)

    async def run(self) -> None:
        """Renew what is held until cancelled."""
        while still_wanted():
            await self._renew(list(self._held))
            await pause(self._lease_s / 3)

    async def gone(self, names: Collection[str]) -> set[str]:
        """Those of `names` that nobody has held for a whole lease. Redis away: nobody is gone."""
        ordered = sorted(names)
        try:
            found = await self._redis.mget([self._prefix + name for name in ordered]) if ordered else []
        except (RedisError, OSError) as error:
            log.warning("presence.not_known", error=type(error).__name__)
            self._missing_since.clear()
            return set()
        now = asyncio.get_running_loop().time()
        missing = {name for name, value in zip(ordered, found, strict=True) if value is None}
        self._missing_since = {name: self._missing_since.get(name, now) for name in missing}
        return {name for name, since in self._missing_since.items() if now - since >= self._lease_s}

    async def _renew(self, names: list[str]) -> None:
        if not names:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for name in names:
                    pipe.set(self._prefix + name, "1", px=round(self._lease_s * 1000))
                await pipe.execute()
        except (RedisError, OSError) as error:
            log.warning("presence.not_renewed", error=type(error).__name__)
