"""A page that goes while it is being admitted, or while the database is away, leaves nothing behind on its node."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy.exc import OperationalError

from records.database import Database
from signaling.domain.events import ParticipantLeft
from signaling.runtime.sockets import Sockets
from tests.integration.signaling.stage import DEADLINE_S, Browser, Stage, open_stage


class Deaf(Browser):
    """Gone before the first word reaches it."""

    def write(self, text: str) -> None:
        self.vanish()


async def _away(*_: Any, **__: Any) -> None:
    raise OperationalError("SELECT", {}, Exception("the database is away"))


async def _served(sockets: Sockets, browser: Browser, token: str) -> None:
    """Serve it to its end, whatever the reason."""
    visit = sockets.open(browser, address="test")
    browser.attach(visit)
    browser.say("hello", token=token, page_id="second")
    async with asyncio.timeout(DEADLINE_S):
        while visit in sockets._visits:  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.01)


async def _page_of_customer(stage: Stage, call_id: str) -> str | None:
    call = await stage.nodes[0].rooms.look(call_id)
    assert call is not None
    return call.customer.page_id


async def test_a_page_gone_before_its_welcome_takes_no_place(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        _, _, opened = await stage.talking()
        joined = await stage.nodes[1].reception.join_by_link(opened.call_id, opened.secret, browser="phone")
        await _served(stage.nodes[1].sockets, Deaf(), joined.token)
        assert "second" not in {page.page_id for page in stage.nodes[1].hub.pages}
        assert await _page_of_customer(stage, opened.call_id) != "second"


async def test_a_page_whose_welcome_fails_is_not_kept(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        hub = stage.nodes[0].hub
        monkeypatch.setattr(hub._usher, "welcome", _away)
        await _served(stage.nodes[0].sockets, Browser(), await stage.user_token("wei"))
        assert hub.pages == frozenset()


async def test_a_page_lost_while_the_database_is_away_is_known_as_lost_once_it_is_back(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        rooms = stage.nodes[1].hub._desk.rooms
        with monkeypatch.context() as outage:
            outage.setattr(rooms, "happen", _away)
            customer.vanish()
            await customer.end()
            await asyncio.sleep(0.1)
        assert (await agent.call("interrupted"))["id"] == opened.call_id


async def test_redis_back_before_the_database_does_not_end_the_node(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage, Redis.from_url(redis_url) as redis:
        agent = await stage.agent("wei")
        await agent.hear("agent")
        usher = stage.nodes[0].hub._usher
        with monkeypatch.context() as outage:
            outage.setattr(usher, "refresh", _away)
            await redis.client_kill_filter(_type="pubsub")
            await asyncio.sleep(0.5)
        assert (await agent.hear("agent"))["state"] == "break"


async def test_who_was_given_up_while_their_node_heard_nobody_is_back_once_it_hears(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage, Redis.from_url(redis_url) as redis:
        _, customer, opened = await stage.talking()
        call = await stage.nodes[0].rooms.look(opened.call_id)
        assert call is not None and call.customer.page_id is not None
        left = ParticipantLeft(call.customer.id, call.customer.page_id)
        await stage.nodes[0].rooms.happen(opened.call_id, left)  # and who is there is asked where nobody hears it
        await customer.call("interrupted")
        await redis.client_kill_filter(_type="pubsub")
        page_id = call.customer.page_id
        await customer.call_where(lambda seen: page_id in {person["page_id"] for person in seen["participants"]})
        assert await _page_of_customer(stage, opened.call_id) == page_id


async def test_a_node_on_its_way_out_sends_a_page_to_the_next_one(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        token = await stage.user_token("wei")
        await stage.nodes[0].sockets.close()
        late = stage.connect(token, node=0)
        bye = await late.hear("bye")
        assert (bye["code"], bye["retry"]) == ("draining", True)
