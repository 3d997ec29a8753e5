"""Leases in a real Redis: who holds one, and who may renew it or let it go."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from lifetime import running
from signaling.cluster.presence import SILENT_S, Presence
from tests.integration.signaling.own_redis import own_redis

_NAME = "agent:wei"
_KEY = "presence-test:lease:agent:wei"


@pytest.fixture
async def redis(redis_url: str) -> "AsyncIterator[Redis]":
    async with Redis.from_url(redis_url) as client:
        await client.delete(_KEY)
        yield client


def _presence(redis: "Redis", holder: str) -> Presence:
    presence = Presence(redis, lease_s=30.0, prefix="presence-test:")
    presence.holder = holder
    return presence


async def test_a_node_that_wakes_up_takes_nobody_back_who_has_moved_on(redis: "Redis") -> None:
    stale, other = _presence(redis, "a 1"), _presence(redis, "b 2")
    await stale.hold(_NAME)
    await other.hold(_NAME)
    await redis.pexpire(_KEY, 20_000)
    await stale._renew([_NAME])
    assert (await redis.get(_KEY), await redis.pttl(_KEY) <= 20_000) == (b"b 2", True)
    await stale.release(_NAME, after_s=1)
    assert (await redis.get(_KEY), await redis.pttl(_KEY) > 5_000) == (b"b 2", True)
    await other._renew([_NAME])
    assert await redis.pttl(_KEY) > 20_000


async def test_who_is_seen_by_two_nodes_stays_when_one_sees_them_no_longer(redis: "Redis") -> None:
    first, second = _presence(redis, "a 1"), _presence(redis, "b 2")
    await first.hold(_NAME)
    await second.hold(_NAME)
    await second.release(_NAME, after_s=5)
    assert await redis.get(_KEY) == b""
    await first._renew([_NAME])
    assert (await redis.get(_KEY), await redis.pttl(_KEY) > 5_000) == (b"a 1", True)


async def test_a_lease_that_was_lost_is_taken_again_by_who_still_sees_them(redis: "Redis") -> None:
    presence = _presence(redis, "a 1")
    await presence.hold(_NAME)
    await redis.delete(_KEY)
    await presence._renew([_NAME])
    assert await redis.get(_KEY) == b"a 1"


class Listener(Presence):
    """Its clock stands where it is put; so do the leases."""

    def __init__(self, redis: "Redis") -> None:
        super().__init__(redis, lease_s=30.0, prefix="presence-test:")
        self.now = 1000.0

    def _now(self) -> float:
        return self.now

    async def hears(self, *, after_s: float, renewed_s_ago: float | None, silent: bool) -> None:
        """What it finds of the one node that there is, whose lease is that old, or has lapsed."""
        self.now += after_s
        key = "presence-test:lease:node:a"
        if renewed_s_ago is None:
            await self._redis.delete(key)
        else:
            await self._redis.set(key, "a 1", px=round((30.0 - renewed_s_ago) * 1000))
        assert await self.silent({"node:a"}) == ({"node:a"} if silent else set())


async def test_a_node_is_silent_once_it_was_not_renewed_for_that_long(redis: "Redis") -> None:
    listener = Listener(redis)
    await listener.hears(after_s=0, renewed_s_ago=0.5, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=0.5, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=2.5, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=4.5, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=6.5, silent=True)
    await listener.hears(after_s=2, renewed_s_ago=0.5, silent=False)


async def test_silence_counts_from_when_somebody_listens(redis: "Redis") -> None:
    """At the start, and after we were frozen or Redis was away: all the others may have spoken to nobody meanwhile."""
    listener = Listener(redis)
    await listener.hears(after_s=0, renewed_s_ago=20, silent=False)
    await listener.hears(after_s=SILENT_S - 1, renewed_s_ago=24, silent=False)
    await listener.hears(after_s=1, renewed_s_ago=25, silent=True)
    await listener.hears(after_s=SILENT_S + 1, renewed_s_ago=29, silent=False)
    await listener.hears(after_s=SILENT_S, renewed_s_ago=29, silent=True)


async def test_nobody_is_silent_because_redis_was_emptied(redis: "Redis") -> None:
    listener = Listener(redis)
    await listener.hears(after_s=0, renewed_s_ago=0.5, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=None, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=0.5, silent=False)
    await listener.hears(after_s=2, renewed_s_ago=None, silent=False)
    await listener.hears(after_s=3, renewed_s_ago=None, silent=True)


async def test_nobody_is_silent_because_redis_was_away(tmp_path: Path) -> None:
    async with own_redis(tmp_path) as server, Redis.from_url(server.url, socket_timeout=0.3) as client:
        listener = Listener(client)
        await listener.hears(after_s=0, renewed_s_ago=0.5, silent=False)
        await listener.hears(after_s=2, renewed_s_ago=2.5, silent=False)
        await server.stop()
        listener.now += 2
        assert await listener.silent({"node:a"}) == set()
        await server.start()
        await listener.hears(after_s=2, renewed_s_ago=6.5, silent=False)


async def test_a_node_is_renewed_more_often_than_its_lease_asks_for_and_agents_are_not(
    redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    presence, renewed = _presence(redis, "a 1"), asyncio.Event()
    names: list[str] = []

    async def renew(held: list[str]) -> None:
        names.extend(held)
        if names.count("node:a") > 1:
            renewed.set()

    monkeypatch.setattr(presence, "_renew", renew)
    await presence.hold("node:a")
    await presence.hold(_NAME)
    async with running(presence.run()), asyncio.timeout(SILENT_S):
        await renewed.wait()
    assert names.count(_NAME) == 1
