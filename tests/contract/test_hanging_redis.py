"""A Redis that keeps its connections and answers nobody is away: nobody is kept waiting for it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from lifetime import running
from signaling.cluster.limits import Limits
from signaling.cluster.presence import Presence
from tests.integration.signaling.own_redis import own_redis

_DEADLINE_S = 20.0


@pytest.fixture
async def hanging(tmp_path: Path) -> "AsyncIterator[Redis]":
    async with own_redis(tmp_path) as server, Redis.from_url(server.url, socket_timeout=None) as client:
        await client.ping()
        server.freeze()
        yield client


async def test_who_comes_is_counted_here_and_let_in(hanging: "Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(hanging)
    async with running(limits.run()), asyncio.timeout(_DEADLINE_S):
        assert await limits.allow("socket:phone", limit=2, per_s=60)
        monkeypatch.setattr(hanging, "pipeline", None)  # not asked again by whoever comes next
        assert await limits.allow("socket:phone", limit=2, per_s=60)
        assert not await limits.allow("socket:phone", limit=2, per_s=60)


async def test_an_agent_is_let_in_and_out_and_nobody_is_taken_for_gone(hanging: "Redis") -> None:
    presence = Presence(hanging, lease_s=15.0)
    presence.holder = "a 1"
    async with asyncio.timeout(_DEADLINE_S):
        await presence.hold("agent:wei")
        assert await presence.gone({"agent:ana"}) == set()
        await presence.release("agent:wei", after_s=10)
