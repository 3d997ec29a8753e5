"""A page that comes back to a seat nobody has touched: nothing happens to its call, and its node is known at once."""

import asyncio

import pytest
from sqlalchemy import select, update

from records.calls import load_matters
from records.database import Database
from records.tables import CallEntryRow, ParticipantRow
from signaling.domain import events as e
from signaling.runtime.clock import Ticker
from signaling.runtime.doorkeeper import Doorkeeper
from signaling.runtime.hub import Hub
from signaling.runtime.node import Node
from signaling.runtime.rooms import Happening
from tests.integration.signaling.stage import DEADLINE_S, Browser, Stage, open_stage


async def _cut(stage: Stage, browser: Browser, *, node: int) -> None:
    """Its node dies: the socket is gone, and nobody there can say so."""
    sockets = stage.nodes[node].sockets
    sockets.drain()
    await stage.lose(browser)
    sockets._draining = False


async def _customer(stage: Stage) -> ParticipantRow:
    async with stage.db.reading() as session:
        rows = await session.scalars(select(ParticipantRow).where(ParticipantRow.user_id.is_(None)))
        return rows.one()


def _ticker(node: Node) -> Ticker:
    return Ticker(
        node.database, rooms=node.rooms, queue=node.hub._desk._queue, announcer=node.announcer,
        presence=node.hub._presence, clock=node.hub._desk.clock, lease_s=15,
    )  # fmt: skip


async def test_nothing_happens_to_the_call_and_nobody_is_told_again(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, nodes=3) as stage:
        agent, customer, opened = await stage.talking()
        await _cut(stage, customer, node=1)
        before = await stage.nodes[0].rooms.look(opened.call_id)
        agent.heard.clear()
        back = stage.back(customer, node=2)
        assert (await back.hear("welcome"))["resumed"]
        agent.say("chat", client_id="a", text="There you are.")
        await back.hear("chat")
        assert not [message for message in (*agent.heard, *back.heard) if message["type"] == "call"]
        assert await stage.nodes[0].rooms.look(opened.call_id) == before
        assert (await _customer(stage)).node_id == stage.nodes[2].id


async def test_what_a_dead_node_wrote_and_could_not_tell_is_shown(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        _, customer, opened = await stage.talking()
        await _cut(stage, customer, node=1)
        person = await _customer(stage)
        async with sqlite_db.transaction() as session:
            before, matter = (await load_matters(session, [opened.call_id]))[opened.call_id]
            muted = e.MediaChanged(person.id, False, True)
            await stage.nodes[1].rooms.happen_within(session, [Happening(before, matter, muted)])
        back = stage.back(customer, node=2)
        assert (await back.hear("welcome"))["resumed"]
        assert (await back.call())["version"] == before.version + 1


async def test_a_seat_taken_between_the_look_and_the_return_is_not_taken_back(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        _, customer, _ = await stage.talking()
        await _cut(stage, customer, node=1)
        looked, go_on = asyncio.Event(), asyncio.Event()
        recognise = Doorkeeper.recognise

        async def slowly(self: Doorkeeper, token: str) -> object:
            found = await recognise(self, token)
            if self is stage.nodes[2].sockets._doorkeeper:
                looked.set()
                await go_on.wait()
            return found

        monkeypatch.setattr(Doorkeeper, "recognise", slowly)
        back = stage.back(customer, node=2)
        await looked.wait()
        second = stage.connect(customer.token, node=0)
        await second.hear("chat")
        go_on.set()
        bye = await back.hear("bye")
        assert (bye["code"], bye["retry"]) == ("replaced", False)
        assert not second.closed
        assert (await _customer(stage)).page_id == second.page_id


async def test_a_page_that_came_back_since_the_look_is_not_buried_with_its_node(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, nodes=3) as stage:
        agent, customer, opened = await stage.talking()
        await _cut(stage, customer, node=1)
        stranded = await _customer(stage)
        back = stage.back(customer, node=2)
        await back.hear("welcome")
        await _ticker(stage.nodes[0])._left_behind(stranded)
        call = await stage.nodes[0].rooms.look(opened.call_id)
        assert call is not None
        assert call.customer.page_id == back.page_id
        agent.say("hangup")
        await back.call("wrap_up")


async def test_a_page_that_comes_back_just_after_its_burial_arrives_again(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url, nodes=3) as stage:
        agent, customer, _ = await stage.talking()
        await _cut(stage, customer, node=1)
        await _ticker(stage.nodes[0])._left_behind(await _customer(stage))
        await agent.call("interrupted")
        back = stage.back(customer, node=2)
        assert (await back.hear("welcome"))["resumed"]
        await agent.call_where(lambda call: all(person["page_id"] for person in call["participants"]))
        assert (await _customer(stage)).node_id == stage.nodes[2].id


async def test_who_left_by_the_old_node_after_the_return_arrives_again(sqlite_db: Database, redis_url: str) -> None:
    """A node that was only slow says that the page is lost when the page sits elsewhere already."""
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        agent, customer, opened = await stage.talking()
        await _cut(stage, customer, node=1)
        back = stage.back(customer, node=2)
        await back.hear("welcome")
        hub: Hub = stage.nodes[1].hub
        await hub._left(opened.call_id, (await _customer(stage)).id, customer.page_id)
        await agent.call("interrupted")
        await agent.call_where(lambda call: all(person["page_id"] for person in call["participants"]))


async def test_who_is_not_live_keeps_no_seat_and_is_shown_the_end(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        agent, customer, opened = await stage.talking()
        await _cut(stage, customer, node=1)
        agent.say("hangup")
        await agent.call("wrap_up")
        back = stage.back(customer, node=2)
        assert (await back.call("wrap_up"))["id"] == opened.call_id


async def test_a_page_marked_nowhere_after_a_crash_is_found_by_whoever_buries(
    sqlite_db: Database, redis_url: str
) -> None:
    """The seat is kept before the page is told anything: until then the dead node's name stands there."""
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        agent, customer, _ = await stage.talking()
        await _cut(stage, customer, node=1)
        async with sqlite_db.transaction() as session:
            await session.execute(update(ParticipantRow).values(node_id="dead"))
        await _ticker(stage.nodes[0])._bury({"dead"})
        await agent.call("interrupted")


async def _left(stage: Stage, call_id: str) -> int:
    """How often somebody was gone from this call."""
    async with stage.db.reading() as session:
        kinds = await session.scalars(select(CallEntryRow.kind).where(CallEntryRow.call_id == call_id))
        return list(kinds).count("left")


async def test_who_waits_on_a_silent_node_and_says_that_they_are_there_is_doubted_once_in_a_silence(
    db: Database, redis_url: str
) -> None:
    """A node that has lost Redis alone is heard by nobody for as long as that lasts, and serves its pages."""
    async with open_stage(db, redis_url) as stage:
        opened = await stage.open_call("LP-1", mode="queue")
        customer = await stage.customer(opened)
        customer.say("ready", audio=True, video=True)
        since = (await customer.call("waiting"))["queue"]["waiting_since"]
        ticker, silent = _ticker(stage.nodes[0]), {stage.nodes[1].id}
        for nodes, times in ((silent, 1), (silent, 1), (set(), 1), (silent, 2)):
            await ticker._let_go(nodes)
            assert await _left(stage, opened.call_id) == times
            async with asyncio.timeout(DEADLINE_S):
                while (await _customer(stage)).page_id is None:  # noqa: ASYNC110 (the page says it to the node alone)
                    await asyncio.sleep(0.01)
        ana = await stage.available("ana")
        assert (await ana.hear("offer"))["waiting_since"] == since


async def test_who_talks_on_a_silent_node_is_not_doubted(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        _, _, opened = await stage.talking()
        await _ticker(stage.nodes[0])._let_go({node.id for node in stage.nodes})
        assert await _left(stage, opened.call_id) == 0
