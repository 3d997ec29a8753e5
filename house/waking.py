"""Wakes the loops behind the calls, in this process and in all others: whoever leaves work says so, once, over Redis.

Redis only speeds up. A word that is lost costs no more than a second, after which everybody looks at the rows anyway.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lifetime import first_of, pause, still_wanted

_CHANNEL = "reassure:work"
_LISTEN_S = 2.0
"""Shorter than the client's own patience with a socket."""
_AT_MOST_EVERY_S = 0.05
_AGAIN_S = 1.0
_LOST = (RedisError, OSError, ValueError, AttributeError, RuntimeError)
"""Whatever ends a connection, as in `signaling.cluster.bus`."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wakes:
    """Says to the background loops that there may be something to do."""

    jobs: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: asyncio.Event = field(default_factory=asyncio.Event)
    watch: asyncio.Event = field(default_factory=asyncio.Event)
    packs: asyncio.Event = field(default_factory=asyncio.Event)
    elsewhere: asyncio.Event = field(default_factory=asyncio.Event)
    """The other processes are to be told."""

    def set(self) -> None:
        """To all of them, here and elsewhere."""
        self.here()
        self.elsewhere.set()

    def here(self) -> None:
        """To those of this process."""
        self.jobs.set()
        self.outbox.set()
        self.watch.set()
        self.packs.set()


async def wake_each_other(redis: "Redis", wakes: Wakes) -> None:
    """Until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_tell(redis, wakes.elsewhere))
        tasks.create_task(_listen(redis, wakes.here))


async def _tell(redis: "Redis", elsewhere: asyncio.Event) -> None:
    while still_wanted():
        await first_of(elsewhere)
        elsewhere.clear()
        try:
            await redis.publish(_CHANNEL, "")
        except _LOST as error:
            log.debug("wakes.not_told", error=type(error).__name__)
        await pause(_AT_MOST_EVERY_S)


async def _listen(redis: "Redis", woken: Callable[[], None]) -> None:
    while still_wanted():
        try:
            async with redis.pubsub(ignore_subscribe_messages=True) as line:
                await line.subscribe(_CHANNEL)
                while still_wanted():
                    if await line.get_message(timeout=_LISTEN_S) is not None:
                        woken()
        except _LOST as error:
            log.debug("wakes.not_heard", error=type(error).__name__)
        await pause(_AGAIN_S)
