"""Who is there: leases in Redis, renewed by the node that sees them. A lease that is missing is no proof by itself.

A lease names its holder, and only the holder renews it or lets it go: a node that was frozen while somebody moved to
another one does not take them back when it wakes.
"""

import asyncio
from collections.abc import Collection

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lifetime import pause, still_wanted

SILENT_S = 5.0
"""Who renews every second and has not for so long says nothing: it is dead, frozen, cut off, or very slow."""
_NODES_EVERY_S = 1.0
_NODE = "node:"
_UNSEEN_S = 10.0
"""Who looks less often than this has not seen what was between."""
_WITHIN_S = 0.5
"""A page is let in, and the clock goes on, however long Redis hangs: what was not told is told by the next renewal."""
_TOGETHER = 50
"""So many leases are renewed by one command."""

_RENEW = """
for _, name in ipairs(KEYS) do
  local holder = redis.call('get', name)
  if not holder or holder == '' or holder == ARGV[1] then
    redis.call('set', name, ARGV[1], 'px', ARGV[2])
  end
end
"""
_RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then
  redis.call('set', KEYS[1], '', 'px', ARGV[2])
end
"""
"""Held by nobody, it lapses, or is taken by another node that sees the name too."""

log = structlog.get_logger()


class Presence:
    """Holds names (`node:...`, `agent:...`) as `holder`, for as long as this node runs and sees them.

    Emptied or restarted, Redis knows nobody for a moment; so only who has been missing for a whole lease is gone.
    """

    def __init__(self, redis: "Redis", *, lease_s: float, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._lease_s = lease_s
        self.holder = ""
        """Who we are, with our fencing number; set before the first `hold`."""
        self._prefix = f"{prefix}lease:"
        self._held: set[str] = set()
        self._missing_since: dict[str, float] = {}
        self._looked_at = 0.0
        self._heard: dict[str, float] = {}
        """When each was renewed last, as far as we have listened, by the loop's clock."""
        self._listened_at = 0.0
        self._renewal, self._releasing = redis.register_script(_RENEW), redis.register_script(_RELEASE)

    async def hold(self, name: str) -> None:
        """This name is here from now on, wherever it was before."""
        self._held.add(name)
        try:
            async with asyncio.timeout(_WITHIN_S):
                await self._redis.set(self._prefix + name, self.holder, px=self._lease_ms)
        except (RedisError, OSError) as error:
            log.warning("presence.not_renewed", error=type(error).__name__)

    async def release(self, name: str, *, after_s: float) -> None:
        """This node sees the name no longer; it lapses in `after_s` unless another node holds it."""
        self._held.discard(name)
        try:
            async with asyncio.timeout(_WITHIN_S):
                await self._releasing(keys=[self._prefix + name], args=[self.holder, max(1, round(after_s * 1000))])
        except (RedisError, OSError) as error:
            log.warning("presence.release_failed", error=type(error).__name__)

    async def run(self) -> None:
        """Renew what is held until cancelled: nodes more often than their lease asks for, so that silence is heard."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_renewing(min(_NODES_EVERY_S, self._lease_s / 3), nodes=True))
            tasks.create_task(self._keep_renewing(self._lease_s / 3, nodes=False))

    async def _keep_renewing(self, every_s: float, *, nodes: bool) -> None:
        while still_wanted():
            await self._renew([name for name in self._held if name.startswith(_NODE) is nodes])
            await pause(every_s)

    async def gone(self, names: Collection[str]) -> set[str]:
        """Those of `names` that nobody has held for a whole lease. Redis away: nobody is gone."""
        ordered = sorted(names)
        try:
            async with asyncio.timeout(_WITHIN_S):
                missing = await self._missing(ordered) if ordered else set()
        except (RedisError, OSError) as error:
            log.warning("presence.not_known", error=type(error).__name__)
            self._missing_since.clear()
            return set()
        now = asyncio.get_running_loop().time()
        if now - self._looked_at > max(
            2 * self._lease_s, _UNSEEN_S
        ):  # we were frozen, or Redis was away: who knows what was meanwhile
            self._missing_since.clear()
        self._looked_at = now
        self._missing_since = {name: self._missing_since.get(name, now) for name in missing}
        return {name for name, since in self._missing_since.items() if now - since >= self._lease_s}

    async def silent(self, nodes: Collection[str]) -> set[str]:
        """Those of `nodes` that were not renewed for SILENT_S, in which we listened all the time. Redis away: none.

        Sooner than `gone`, and no proof: whoever was only slow speaks again, and its right to write stands.
        """
        ordered = sorted(nodes)
        try:
            async with asyncio.timeout(_WITHIN_S), self._redis.pipeline(transaction=False) as asked:
                for name in ordered:
                    asked.pttl(self._prefix + name)
                left_ms = await asked.execute() if ordered else []
        except (RedisError, OSError) as error:
            log.warning("presence.not_known", error=type(error).__name__)
            self._heard.clear()
            return set()
        now = self._now()
        if now - self._listened_at > SILENT_S:
            self._heard.clear()
        self._listened_at = now
        renewed = {name: now - self._lease_s + left / 1000 for name, left in zip(ordered, left_ms, strict=True)}
        self._heard = {name: max(self._heard.get(name, now), at) for name, at in renewed.items()}
        return {name for name, at in self._heard.items() if now - at >= SILENT_S}

    async def _missing(self, ordered: list[str]) -> set[str]:
        """Mostly nobody: who is, is asked for only where the count does not fit."""
        keys = [self._prefix + name for name in ordered]
        if await self._redis.exists(*keys) == len(keys):
            return set()
        found = await self._redis.mget(keys)
        return {name for name, value in zip(ordered, found, strict=True) if value is None}

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def _lease_ms(self) -> int:
        return round(self._lease_s * 1000)

    async def _renew(self, names: list[str]) -> None:
        """A few at a time: a command for each of 500 agents kept the loop for 100 ms, every five seconds."""
        try:
            for begin in range(0, len(names), _TOGETHER):
                keys = [self._prefix + name for name in names[begin : begin + _TOGETHER]]
                await self._renewal(keys=keys, args=[self.holder, self._lease_ms])
        except (RedisError, OSError) as error:
            log.warning("presence.not_renewed", error=type(error).__name__)
