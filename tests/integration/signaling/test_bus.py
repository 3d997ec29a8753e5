"""Delivery between nodes while Redis refuses or hangs: nobody waits for it, and what was missed is read again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from lifetime import running
from signaling.cluster import bus as bus_module
from signaling.cluster.bus import RedisBus
from signaling.cluster.call_log import EVERYBODY, Said
from tests.integration.signaling.own_redis import own_redis


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
    told, heard = asyncio.Event(), list[str]()

    async with _buses(redis_url) as (cut_off, other):
        cut_off.deliver = lambda _, text: heard.append(text)
        other.on_gap = told.set
        with monkeypatch.context() as outage:
            outage.setattr(cut_off, "_line", None)
            cut_off.publish("news", "missed by the other")
        assert heard == ["missed by the other"]
        async with asyncio.timeout(30):
            await told.wait()


async def test_a_redis_that_refuses_all_that_is_said_does_not_have_everything_read_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is full answers, and takes no log: each gap would have every node read all calls of all its pages."""
    monkeypatch.setattr(bus_module, "_TEND_S", 0.01)
    monkeypatch.setattr(bus_module, "_GAP_EVERY_S", 600.0)  # however long it takes to say all this
    gaps = list[None]()
    async with own_redis(tmp_path) as server, Redis.from_url(server.url) as control, _buses(server.url) as (bus, other):
        other.on_gap = lambda: gaps.append(None)
        await control.config_set("maxmemory", "1")
        for n in range(20):
            bus.say("call", EVERYBODY, str(n))
            await _until(lambda: bus.away or bool(gaps))
            await control.ping()
            await asyncio.sleep(0.02)
        await _until(lambda: bool(gaps))
        assert (len(gaps), bus.away) == (1, True)


async def test_what_is_published_is_heard_here_at_once_while_redis_hangs(redis_url: str) -> None:
    heard: list[str] = []
    async with _buses(redis_url) as (bus, _), Redis.from_url(redis_url) as control:
        bus.deliver = lambda _, text: heard.append(text)
        await control.client_pause(2500)
        for text in ("one", "two", "three"):
            bus.publish("news", text)
        assert heard == ["one", "two", "three"]
        await control.client_unpause()


async def test_what_a_node_says_its_own_pages_hear_at_once_and_once_while_redis_hangs_and_after(redis_url: str) -> None:
    here, there = list[Said](), list[Said]()
    async with _buses(redis_url) as (bus, other), Redis.from_url(redis_url) as control:
        for one, heard in ((bus, here), (other, there)):
            one.hear = lambda _, said, heard=heard: heard.append(said) or False  # type: ignore[misc]
            await one.subscribe("call:1")
        await control.client_pause(2000)
        for _ in range(2):
            bus.say("1", EVERYBODY, "{}")
        assert [said.seq for said in here] == [1, 2]
        await _until(lambda: len(there) == 2)
        bus.say("1", EVERYBODY, "{}")
        await _until(lambda: len(there) == 3)
        assert [said.seq for said in here] == [said.seq for said in there] == [1, 2, 3]
        assert {said.session for said in here} == {None}


async def test_what_was_for_one_page_here_is_in_the_log_before_anybody_reads_it(redis_url: str) -> None:
    async with _buses(redis_url) as (bus, other):
        bus.hear = lambda *_: True
        first = await other.read("3", session=None, heard={})
        assert first is not None
        for _ in range(3):
            bus.say("3", "#mine", "{}")
        mine = await bus.read("3", session=first.session, heard={})
        theirs = await other.read("3", session=first.session, heard={})
        for found in (mine, theirs):
            assert found is not None
            assert [said.seq for said in found.missed or ()] == [1, 2, 3]


async def test_a_page_that_says_elsewhere_that_it_is_there_hears_what_was_not_logged_yet(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "_LOG_AFTER_S", 60.0)
    async with _buses(redis_url) as (bus, other):
        heard: list[Said] = []
        bus.hear = lambda *_: True  # the page has been here, as far as this node knows
        await bus.subscribe("call:5")
        for _ in range(3):
            bus.say("5", "#moved", "{}")
        other.hear = lambda _, said: heard.append(said) or True  # type: ignore[func-returns-value]
        await other.subscribe("call:5")
        found = await other.read("5", session=None, heard={})
        assert found is not None
        assert found.heads == {}
        other.publish("call:5", "here I am")
        await _until(lambda: len(heard) == 3)
        assert [(said.seq, said.to) for said in heard] == [(n, "#moved") for n in (1, 2, 3)]


async def test_what_was_for_one_page_is_logged_in_a_while_although_nobody_asks(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "_LOG_AFTER_S", 0.2)
    async with _buses(redis_url) as (bus, other):
        bus.hear = lambda *_: True
        for call_id in map(str, range(10, 50)):
            bus.say(call_id, "#mine", "{}")
        assert len(bus._unlogged) == 40
        await _until(lambda: not bus._unlogged)
        for call_id in map(str, range(10, 50)):
            found = await other.read(call_id, session=None, heard={})
            assert found is not None
            assert list(found.heads.values()) == [1]


async def test_a_talkative_call_is_not_kept_for_long(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_module, "_LOG_AFTER_S", 60.0)
    async with _buses(redis_url) as (bus, other):
        bus.hear = lambda *_: True
        for _ in range(100):
            bus.say("6", "#mine", "{}")
        found = await other.read("6", session=None, heard={})
        assert found is not None
        assert next(iter(found.heads.values())) >= 68
        assert len(bus._unlogged["6"][1]) <= 32


async def test_what_nobody_else_listens_to_is_logged_and_not_published(redis_url: str) -> None:
    async with _buses(redis_url) as (bus, other), Redis.from_url(redis_url) as control:
        heard: list[Said] = []
        other.hear = lambda _, said: heard.append(said) or False  # type: ignore[func-returns-value]
        await bus.subscribe("call:4")
        bus.say("4", EVERYBODY, "{}")  # heard by nobody else
        published = (await control.info("commandstats")).get("cmdstat_publish", {"calls": 0})["calls"]
        await bus.read("4", session=None, heard={})
        assert (await control.info("commandstats")).get("cmdstat_publish", {"calls": 0})["calls"] == published
        await bus.unsubscribe("call:4")
        await other.subscribe("call:4")
        bus.say("4", EVERYBODY, "{}")  # by one, who is not the one that says it
        await _until(lambda: heard)
        assert [said.seq for said in heard] == [2]


async def test_a_lost_connection_is_made_anew_with_every_topic_that_is_wanted_by_then(redis_url: str) -> None:
    heard, gaps = list[str](), list[bool]()
    async with _buses(redis_url) as (bus, other), Redis.from_url(redis_url) as control:
        bus.deliver = lambda topic, _: heard.append(topic)
        bus.on_gap = lambda: gaps.append(bus.away)
        await control.client_kill_filter(_type="pubsub")
        await _until(lambda: bus.away or gaps)
        await bus.subscribe("more")
        await bus.unsubscribe("news")
        await _until(lambda: not bus.away and not other.away)
        for topic in ("news", "more"):
            other.publish(topic, "again")
        await _until(lambda: heard)
        assert heard == ["more"]
        assert False in gaps


async def test_a_redis_that_has_forgotten_our_scripts_is_given_them_again(redis_url: str) -> None:
    heard: list[int] = []
    async with _buses(redis_url) as (bus, other), Redis.from_url(redis_url) as control:
        other.hear = lambda _, said: heard.append(said.seq) or False  # type: ignore[func-returns-value]
        await other.subscribe("call:2")
        for _ in range(2):
            await control.script_flush()
            bus.say("2", EVERYBODY, "{}")
        await _until(lambda: len(heard) == 2)
        assert heard == [1, 2]


async def _until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.01)
