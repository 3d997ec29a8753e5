"""What an agent's pages are told of the agent: several tell it at the same time, and the later truth stays."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from records.agents import duties
from records.database import Database
from records.standing import ringing_offers
from signaling.runtime import pairing, recheck
from signaling.runtime.queue import Queue
from tests.integration.signaling.stage import DEADLINE_S, Browser, Stage, open_stage


async def _until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not done():  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.01)


async def _waits(stage: Stage, reference: str) -> None:
    customer = await stage.customer(await stage.open_call(reference, mode="queue"))
    await customer.call("created")
    customer.say("ready", audio=True, video=True)
    await customer.call("waiting")


def _told(agent: Browser) -> list[str]:
    return [message["state"] for message in agent.heard if message["type"] == "agent"]


def _are_asking(queue: Queue, number: int) -> bool:
    return len(queue._freed) == number


def _has_had_its_answer(page: Browser) -> bool:
    """All that came of what it asked has come when the next message, which means nothing, is refused."""
    return any(message.get("code") == "unknown_type" for message in page.heard)


async def test_who_becomes_free_with_many_and_is_rung_in_a_later_round_stays_ringing(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "_AT_ONCE", 1)
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        for reference in ("LP-1", "LP-2"):
            customer = await stage.customer(await stage.open_call(reference, mode="queue"), node=0)
            await customer.call("created")
            customer.say("ready", audio=True, video=True)
            await customer.call("waiting")
        pages = [await stage.agent("wei"), await stage.agent("ana")]
        queue = stage.nodes[0].hub._desk._queue
        async with queue._pairing:
            for number, page in enumerate(pages, start=1):
                await page.hear("agent")
                page.say("presence", state="available")
                await _until(partial(_are_asking, queue, number))
        for page in pages:
            page.say("reboot")
        for page in pages:
            await _until(partial(_has_had_its_answer, page))
            assert [m for m in page.heard if m["type"] == "offer"]
            assert _told(page)[-1] == "ringing"


async def test_what_was_read_before_it_rang_is_not_told_after_it(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        ana = await stage.available("ana")
        hub, read, go_on = stage.nodes[0].hub, asyncio.Event(), asyncio.Event()

        async def slow(session: Any, user_ids: Any) -> Any:
            found = await duties(session, user_ids)
            if not read.is_set():
                read.set()
                await go_on.wait()
            return found

        monkeypatch.setattr("signaling.runtime.queue_teller.duties", slow)
        hub.show_queue_again()
        async with asyncio.timeout(DEADLINE_S):
            await read.wait()
        await _waits(stage, "LP-1")
        await _until(lambda: "ringing" in _told(ana))
        go_on.set()
        await hub._teller.tell(tuple(hub.pages))
        told = _told(ana)
        assert "available" not in told[told.index("ringing") :]


async def test_what_another_node_says_late_is_not_told_any_more(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(db, redis_url) as stage:
        ana = await stage.available("ana", node=1)
        other, held = stage.nodes[0].announcer, list[tuple[str, str]]()
        real = other._bus.publish

        def late(topic: str, text: str) -> None:
            if topic == "user:ana" and '"available"' in text:
                held.append((topic, text))
            else:
                real(topic, text)

        await _waits(stage, "LP-1")
        first = await ana.hear("offer")
        monkeypatch.setattr(other._bus, "publish", late)
        await stage.nodes[0].hub._desk._queue.decline(first["offer_id"], user_id="ana")
        await ana.hear("offer_closed")
        await _waits(stage, "LP-2")
        await ana.hear("offer")
        assert held
        for topic, text in held:
            real(topic, text)
        stage.nodes[0].announcer._bus.publish("user:ana", '{"type":"pong"}')
        await _until(lambda: any(m["type"] == "pong" for m in ana.heard))
        assert "available" not in _told(ana)


async def _nothing(*_: object, **__: object) -> None:
    pass


async def test_an_offer_of_which_a_node_died_before_it_could_tell_rings_all_the_same(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unheard it would ring its twenty seconds in the rows alone: a minute lost, and an agent counted as missed."""
    monkeypatch.setattr(recheck, "_LOOK_S", 0.1)
    async with open_stage(db, redis_url) as stage:
        ana = await stage.available("ana", node=1)
        dying = stage.nodes[0]
        monkeypatch.setattr(stage.nodes[1].hub._desk._queue, "pair", _nothing)
        monkeypatch.setattr(dying.rooms, "tell", _nothing)
        await _waits(stage, "LP-1")
        offer = await ana.hear("offer")
        ana.say("accept", offer_id=offer["offer_id"])
        assert (await ana.hear("offer_taken"))["call_id"] == offer["call_id"]


async def test_what_a_node_ended_and_died_before_it_could_tell_does_not_ring_on(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck, "_LOOK_S", 0.1)
    async with open_stage(db, redis_url) as stage:
        ana = await stage.available("ana", node=1)
        await _waits(stage, "LP-1")
        offer = await ana.hear("offer")
        dying = stage.nodes[0]
        monkeypatch.setattr(dying.rooms, "tell", _nothing)
        await dying.hub._desk._queue.decline(offer["offer_id"], user_id="ana")
        closed = await ana.hear("offer_closed")
        assert (closed["offer_id"], closed["outcome"]) == (offer["offer_id"], "declined")


async def test_who_has_heard_it_ring_is_not_told_again(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck, "_LOOK_S", 0.02)
    async with open_stage(sqlite_db, redis_url) as stage:
        ana = await stage.available("ana", node=1)
        looked = asyncio.Event()
        looks = list[None]()

        async def counted(database: Database) -> dict[str, str]:
            looks.append(None)
            if len(looks) > 10:
                looked.set()
            return await ringing_offers(database)

        await _waits(stage, "LP-1")
        await _until(lambda: any(m["type"] == "offer" for m in ana.heard))
        monkeypatch.setattr(recheck, "ringing_offers", counted)
        async with asyncio.timeout(DEADLINE_S):
            await looked.wait()
        assert [m["type"] for m in ana.heard].count("offer") == 1
