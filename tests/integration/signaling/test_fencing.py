"""A node that others have given up: it writes nothing, sends its pages away, and begins a new life."""

import asyncio

import pytest
from sqlalchemy import select

from records.database import Database
from records.nodes import Fenced, retire_nodes
from records.tables import NodeRow, ParticipantRow
from signaling.domain import events as e
from signaling.runtime.node import utc_now
from signaling.runtime.standing import Standing
from tests.integration.signaling.stage import Stage, open_stage


async def _give_up(stage: Stage, node: int) -> str:
    node_id = stage.nodes[node].id
    async with stage.db.transaction() as session:
        await retire_nodes(session, {node_id}, now=utc_now())
    return node_id


async def _deaf(_: Standing) -> None:
    """A node that does not look whether it still stands, so that we see its writes refused before it does."""
    await asyncio.Event().wait()


async def test_a_stale_node_changes_no_call_and_no_agent(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "run", _deaf)
    async with open_stage(db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        idle = await stage.agent("ana", node=1)
        await idle.hear("agent")
        before = await stage.nodes[0].rooms.look(opened.call_id)
        assert before is not None
        await _give_up(stage, 1)
        customer.say("hangup")
        assert (await customer.hear("error"))["code"] == "draining"
        idle.say("presence", state="available")
        assert (await idle.hear("error"))["code"] == "draining"
        with pytest.raises(Fenced):
            await stage.nodes[1].reception.join_by_link(opened.call_id, opened.secret, browser="phone")
        with pytest.raises(Fenced):
            await stage.nodes[1].rooms.happen(opened.call_id, e.HungUp(before.customer.id))
        assert await stage.nodes[0].rooms.look(opened.call_id) == before
        agent.say("hangup")
        await agent.call("wrap_up")


async def test_the_pages_of_a_node_that_was_given_up_come_again_to_its_new_life(db: Database, redis_url: str) -> None:
    async with open_stage(db, redis_url) as stage:
        _, customer, opened = await stage.talking()
        old = await _give_up(stage, 1)
        bye = await customer.hear("bye")
        assert (bye["code"], bye["retry"]) == ("draining", True)
        async with asyncio.timeout(40):
            while stage.nodes[1].id == old or stage.nodes[1].sockets.draining:  # noqa: ASYNC110 (nothing tells us)
                await asyncio.sleep(0.05)
        again = await stage.customer(opened)
        assert (await again.call("active"))["id"] == opened.call_id
        async with db.reading() as session:
            held_by = await session.scalars(select(ParticipantRow.node_id).where(ParticipantRow.page_id.is_not(None)))
            numbers = {row.id: row.number for row in await session.scalars(select(NodeRow))}
        assert set(held_by) == {stage.nodes[0].id, stage.nodes[1].id}
        assert numbers[old] < numbers[stage.nodes[1].id]


async def test_a_node_that_ends_in_order_is_known_to_have_ended(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        async with sqlite_db.reading() as session:
            assert set(await session.scalars(select(NodeRow.retired_at))) == {None}
        assert len(stage.nodes) == 2
    async with sqlite_db.reading() as session:
        assert None not in set(await session.scalars(select(NodeRow.retired_at)))
