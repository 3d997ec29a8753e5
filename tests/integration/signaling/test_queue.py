"""The queue: rings at the right agent, goes on to the next, and the customer keeps the place."""

import asyncio
from datetime import timedelta

from records.database import Database
from records.tables import AgentRow, UserRow
from tests.integration.signaling.stage import Browser, Stage, open_stage


async def _waiting(stage: Stage, reference: str = "LP-1") -> Browser:
    opened = await stage.open_call(reference, mode="queue")
    customer = await stage.customer(opened)
    await customer.call("created")
    customer.say("ready", audio=True, video=True)
    return customer


async def _answer(page: Browser) -> str:
    """What this very page hears of its own accept: all of it has come when the next message is refused."""
    page.say("reboot")
    while not any(message.get("code") == "unknown_type" for message in page.heard):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    (answer,) = [m for m in page.heard if m["type"] == "offer_taken" or m.get("code") == "offer_gone"]
    return str(answer.get("code", "offer_taken"))


async def test_the_longest_idle_agent_is_rung_and_accepting_connects(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        first = await stage.available("ana")
        second = await stage.available("bo", node=1)
        customer = await _waiting(stage)
        offer = await first.hear("offer")
        assert offer["customer_name"] == "Lucía"
        second.say("accept", offer_id=offer["offer_id"])
        assert (await second.hear("error"))["code"] == "offer_gone"
        first.say("accept", offer_id=offer["offer_id"])
        assert (await first.hear("offer_closed"))["outcome"] == "accepted"
        await customer.call("connecting")
        first.say("accept", offer_id=offer["offer_id"])
        assert (await first.hear("error"))["code"] == "offer_gone"
        assert not [m for m in second.heard if m["type"] == "offer"]


async def test_of_two_pages_of_one_agent_that_accept_exactly_one_is_told_to_go_on(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        pages = [await stage.available("ana"), await stage.available("ana", node=1)]
        await _waiting(stage)
        for page in pages:
            page.say("accept", offer_id=(await page.hear("offer"))["offer_id"])
        answers = [await _answer(page) for page in pages]
        assert sorted(answers) == ["offer_gone", "offer_taken"]


async def test_a_declined_and_a_missed_offer_go_to_the_next_and_the_place_is_kept(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, ring_timeout=timedelta(seconds=5)) as stage:
        ana = await stage.available("ana")
        bo = await stage.available("bo")
        cleo = await stage.available("cleo")
        customer = await _waiting(stage)
        since = (await customer.call("offered"))["queue"]["waiting_since"]
        ana.say("decline", offer_id=(await ana.hear("offer"))["offer_id"])
        await bo.hear("offer")
        assert (await bo.hear("offer_closed"))["outcome"] == "expired"
        await bo.hear("agent", lambda m: m["state"] == "missed")
        cleo.say("accept", offer_id=(await cleo.hear("offer"))["offer_id"])
        shown = await customer.call("offered")
        assert (shown["queue"]["position"], shown["queue"]["waiting_since"]) == (1, since)
        await customer.call("connecting")


async def test_whoever_missed_a_call_is_rung_for_it_once_they_are_back(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, ring_timeout=timedelta(seconds=0.6)) as stage:
        ana = await stage.available("ana")
        await _waiting(stage)
        await ana.hear("offer_closed", lambda m: m["outcome"] == "expired")
        await ana.hear("agent", lambda m: m["state"] == "missed")
        assert not [m for m in ana.heard if m["type"] == "offer"]
        ana.say("presence", state="available")
        await ana.hear("offer")


async def test_a_waiting_customer_hears_their_place_move(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        first = await _waiting(stage, "LP-1")
        await first.call("waiting")
        second = await _waiting(stage, "LP-2")
        assert (await second.call("waiting"))["queue"]["position"] == 2
        first.say("hangup")
        await second.hear("queue", lambda m: m["queue"]["position"] == 1)


async def test_an_agent_who_begins_another_call_lets_the_ringing_one_go_on_at_once(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        ana = await stage.available("ana")
        bo = await stage.available("bo")
        await _waiting(stage)
        await ana.hear("offer")
        await stage.open_call("LP-2", agent="ana")
        assert (await ana.hear("offer_closed"))["outcome"] == "withdrawn"
        await bo.hear("offer")
        assert await _state(sqlite_db, "ana") == "on_call"


async def test_a_waiting_customer_is_told_of_agents_they_can_talk_with_as_these_come_and_go(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url) as stage:
        await stage.available("mei", languages=("zh",))
        customer = await _waiting(stage)
        assert (await customer.call("waiting"))["queue"]["agents_on_duty"] == 0
        ana = await stage.available("ana")
        assert (await customer.call("offered"))["queue"]["agents_on_duty"] == 1
        ana.say("decline", offer_id=(await ana.hear("offer"))["offer_id"])
        assert (await customer.call("waiting"))["queue"]["agents_on_duty"] == 1
        await asyncio.sleep(0.5)  # until all is told that came of declining
        ana.say("presence", state="break")
        await customer.hear("queue", lambda m: m["queue"]["agents_on_duty"] == 0)


async def test_a_customer_who_needs_what_nobody_at_work_knows_is_told_so_at_once(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        await stage.available("ana")
        wei = await stage.agent("wei")
        await wei.hear("agent")
        await _knows(db, "wei", "customs", "claims")
        opened = await stage.open_call("LP-1", mode="queue", skills=("customs",))
        shown = await stage.nodes[1].reception.preview(opened.call_id, opened.secret, browser=None)
        assert shown.staffing is not None
        assert shown.staffing.agents_on_duty == 0
        customer = await stage.customer(opened)
        assert (await customer.call("created"))["queue"]["agents_on_duty"] == 0
        customer.say("ready", audio=True, video=True)
        assert (await customer.call("waiting"))["queue"]["agents_on_duty"] == 0
        wei.say("presence", state="available")
        assert (await customer.call("offered"))["queue"]["agents_on_duty"] == 1


async def _knows(db: Database, user_id: str, *skills: str) -> None:
    async with db.transaction() as session:
        (await session.get_one(UserRow, user_id)).skills = list(skills)


async def test_nobody_is_rung_for_a_customer_who_is_away_and_the_place_is_kept(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        customer = await stage.customer(opened)
        customer.say("ready", audio=True, video=True)
        since = (await customer.call("waiting"))["queue"]["waiting_since"]
        await stage.lose(customer)
        ana = await stage.available("ana")
        await asyncio.sleep(0.8)
        assert not [m for m in ana.heard if m["type"] == "offer"]
        await stage.customer(opened)
        assert (await ana.hear("offer"))["waiting_since"] == since


async def test_it_stops_ringing_at_once_for_a_customer_who_goes_away_and_rings_again_when_they_are_back(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        ana = await stage.available("ana")
        opened = await stage.open_call("LP-1", mode="queue")
        customer = await stage.customer(opened)
        customer.say("ready", audio=True, video=True)
        first = await ana.hear("offer")
        customer.vanish()
        await customer.end()
        closed = await ana.hear("offer_closed")
        assert (closed["offer_id"], closed["outcome"]) == (first["offer_id"], "withdrawn")
        await stage.customer(opened)
        again = await ana.hear("offer")
        assert (again["call_id"], again["waiting_since"]) == (first["call_id"], first["waiting_since"])


async def test_an_agent_with_no_page_left_is_signed_off(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, lease_s=3.0) as stage:
        watcher = await stage.agent("bo")
        agent = await stage.available("ana")
        agent.vanish()
        async with asyncio.timeout(60):
            while await _state(sqlite_db, "ana") != "offline":  # noqa: ASYNC110 (it happens in SQL, nothing tells us)
                await asyncio.sleep(0.2)
        assert await _state(sqlite_db, "bo") == "break"
        assert not watcher.closed


async def _state(db: Database, user_id: str) -> str:
    async with db.reading() as session:
        return (await session.get_one(AgentRow, user_id)).state
