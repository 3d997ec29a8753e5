"""Work that one process leaves wakes the loops of the others, and nobody breaks when Redis is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from house.stores import open_redis
from house.waking import Wakes, wake_each_other
from lifetime import running
from tests.integration.signaling.own_redis import own_redis


@asynccontextmanager
async def _process(url: str) -> AsyncIterator[Wakes]:
    wakes = Wakes()
    async with open_redis(url) as redis, running(wake_each_other(redis, wakes)):
        yield wakes


async def _wakes(one: Wakes, other: Wakes) -> None:
    """Said again and again: whether the other listens already, nobody can say."""
    other.jobs.clear()
    async with asyncio.timeout(30):
        while not other.jobs.is_set():
            one.set()
            await asyncio.sleep(0.05)


async def test_it_wakes_the_others_also_after_redis_was_away(tmp_path: Path) -> None:
    async with (
        own_redis(tmp_path) as server,
        _process(server.url) as one,
        _process(server.url) as other,
    ):
        await _wakes(one, other)
        await _wakes(other, one)
        await server.stop()
        one.set()
        assert one.jobs.is_set(), "its own loops hear of it in any case"
        await asyncio.sleep(0.2)
        await server.start()
        await _wakes(one, other)
