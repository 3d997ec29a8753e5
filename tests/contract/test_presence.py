"""Leases in a real Redis: who holds one, and who may renew it or let it go."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from signaling.cluster.presence import Presence

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
