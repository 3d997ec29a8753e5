"""Delivery between nodes while Redis refuses or hangs: nobody waits for it, and what was missed is read again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

from lifetime import running
from signaling.cluster.bus import RedisBus
from signaling.cluster.call_log import EVERYBODY, Said, read_said


@asynccontextmanager
async def _buses(redis_url: str) -> AsyncIterator[list[RedisBus]]:
    """Two nodes' buses, each with connections of its own, both listening."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Redis.from_url(redis_url, socket_timeout=5)) for _ in range(2)]
        buses = [RedisBus(client) for client in clients]
        await stack.enter_async_context(running(*(bus.run() for bus in buses)))
        for bus in buses:
            await bus.subscribe("news")
        await _until(lambda: not any(bus.away for bus in buses))
        yield buses


async def test_a_node_whose_messages_did_not_get_through_has_everything_read_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> None:
        raise ConnectionError

    told, heard = asyncio.Event(), list[str]()

    async with _buses(redis_url) as (cut_off, other):
        cut_off.deliver = lambda _, text: heard.append(text)
        other.on_gap = told.set
        with monkeypatch.context() as outage:
            outage.setattr(cut_off, "_ask", refuse)
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


async def test_what_seemed_not_to_be_taken_and_was_is_known_by_its_mark(redis_url: str) -> None:
    """Redis hangs for longer than anybody waits: the node tells its own pages, and Redis does the same later."""
    heard: list[Said] = []
    async with _buses(redis_url) as (bus, _), Redis.from_url(redis_url) as control:
        bus.deliver = lambda topic, text: heard.append(read_said(text)) if topic == "call:1" else None
        await bus.subscribe("call:1")
        await bus.tell("1", EVERYBODY, "{}")
        await _until(lambda: heard)
        heard.clear()
        await control.client_pause(2000)
        await bus.tell("1", EVERYBODY, "{}")
        assert [said.session for said in heard] == [None]
        await _until(lambda: len(heard) == 2)
        assert heard[0].mark == heard[1].mark


async def test_a_lost_connection_is_made_anew_with_every_topic_that_is_wanted_by_then(redis_url: str) -> None:
    heard, gaps = list[str](), list[bool]()
    async with _buses(redis_url) as (bus, other), Redis.from_url(redis_url) as control:
        bus.deliver = lambda topic, _: heard.append(topic)
        bus.on_gap = lambda: gaps.append(bus.away)
        await control.client_kill_filter(_type="pubsub")
        await _until(lambda: bus.away)
        await bus.subscribe("more")
        await bus.unsubscribe("news")
        await _until(lambda: not bus.away and not other.away)
        for topic in ("news", "more"):
            await other.publish(topic, "again")
        await _until(lambda: heard)
        assert heard == ["more"]
        assert False in gaps


async def test_a_redis_that_has_forgotten_our_scripts_is_given_them_again(redis_url: str) -> None:
    heard: list[str] = []
    async with _buses(redis_url) as (bus, other), Redis.from_url(redis_url) as control:
        other.deliver = lambda _, text: heard.append(text)
        await other.subscribe("call:2")
        for _ in range(2):
            await control.script_flush()
            await bus.tell("2", EVERYBODY, "{}")
        await _until(lambda: len(heard) == 2)
        assert [read_said(text).seq for text in heard] == [1, 2]


async def _until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(8):
        while not done():  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.01)
