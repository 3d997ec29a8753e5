"""Delivery between nodes while Redis refuses or hangs: nobody waits for it, and what was missed is read again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError

from lifetime import running
from signaling.cluster.bus import RedisBus


@asynccontextmanager
async def _buses(redis_url: str) -> AsyncIterator[list[RedisBus]]:
    """Two nodes' buses, each with connections of its own, both listening."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Redis.from_url(redis_url, socket_timeout=5)) for _ in range(2)]
        buses = [RedisBus(client) for client in clients]
        await stack.enter_async_context(running(*(bus.run() for bus in buses)))
        for bus in buses:
            while bus._pubsub is None:  # noqa: ASYNC110 (nothing else tells us)
                await asyncio.sleep(0.01)
            await bus.subscribe("news")
        yield buses


async def test_a_node_whose_messages_did_not_get_through_has_everything_read_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> None:
        raise RedisConnectionError

    told, heard = asyncio.Event(), list[str]()

    async def read_again() -> None:
        told.set()

    async with _buses(redis_url) as (cut_off, other):
        cut_off.deliver = lambda _, text: heard.append(text)
        other.on_gap = read_again
        with monkeypatch.context() as outage:
            outage.setattr(cut_off._redis, "publish", refuse)
            await cut_off.publish("news", "missed by the other")
        assert heard == ["missed by the other"]
        async with asyncio.timeout(5):
            await told.wait()


async def test_nobody_waits_again_and_again_for_a_redis_that_hangs(redis_url: str) -> None:
    heard: list[str] = []
    async with _buses(redis_url) as (bus, _), Redis.from_url(redis_url) as control:
        bus.deliver = lambda _, text: heard.append(text)
        await control.client_pause(2500)
        async with asyncio.timeout(2):
            for text in ("one", "two", "three"):
                await bus.publish("news", text)
        assert heard == ["one", "two", "three"]
        await control.client_unpause()


@pytest.mark.parametrize("error", [AttributeError, RuntimeError])
async def test_a_connection_lost_between_two_steps_of_the_library_ends_nothing(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    async def lost(*_: Any, **__: Any) -> None:
        raise error

    async with _buses(redis_url) as (bus, other):
        with monkeypatch.context() as outage:
            for step in ("subscribe", "unsubscribe", "get_message"):
                outage.setattr(PubSub, step, lost)
            await bus.subscribe("more")
            await bus.unsubscribe("news")
            await asyncio.sleep(1.2)
        heard = asyncio.Event()
        bus.deliver = lambda topic, _: heard.set() if topic == "more" else None
        async with asyncio.timeout(5):
            while not heard.is_set():
                await other.publish("more", "again")
                await asyncio.sleep(0.1)


async def test_a_lost_subscription_is_closed_only_when_nobody_uses_it(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection goes to another command then, and two would read from it."""
    using, used, closed = asyncio.Event(), asyncio.Event(), list[PubSub]()
    close = PubSub.aclose

    async def use(*_: Any) -> None:
        using.set()
        await used.wait()

    async def note(pubsub: PubSub) -> None:
        closed.append(pubsub)
        await close(pubsub)  # type: ignore[no-untyped-call]  # redis-py's

    async with _buses(redis_url) as (bus, _), Redis.from_url(redis_url) as control, asyncio.TaskGroup() as tasks:
        lost = bus._pubsub
        with monkeypatch.context() as slow:
            slow.setattr(PubSub, "unsubscribe", use)
            slow.setattr(PubSub, "aclose", note)
            tasks.create_task(bus.unsubscribe("news"))
            await using.wait()
            await control.client_kill_filter(_type="pubsub")
            await asyncio.sleep(0.3)
            assert lost not in closed
            used.set()
            async with asyncio.timeout(3):
                while lost not in closed:  # noqa: ASYNC110 (nothing else tells us)
                    await asyncio.sleep(0.01)
