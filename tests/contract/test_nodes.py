"""A node that was given up writes nothing any more, on both engines."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from records.database import Database
from records.nodes import Fenced, NodeDatabase, register_node, retire_nodes, standing_nodes
from records.tables import FeedBodyRow, NodeRow

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def _node(db: Database, *, now: datetime = NOW) -> NodeDatabase:
    return NodeDatabase(db, await register_node(db, now=now))


async def _write(db: Database, word: str, *, meanwhile: "asyncio.Event | None" = None) -> None:
    async with db.transaction() as session:
        session.add(FeedBodyRow(digest=word, feed="x", received_at=NOW))
        await session.flush()
        if meanwhile is not None:
            meanwhile.set()
            await asyncio.sleep(0.3)


async def _retire(db: Database, node: NodeDatabase) -> list[str]:
    async with db.transaction() as session:
        return await retire_nodes(session, {node.lease.id}, now=NOW)


async def _written(db: Database) -> set[str]:
    async with db.reading() as session:
        return set(await session.scalars(select(FeedBodyRow.digest)))


async def test_a_retired_node_is_refused_and_another_one_is_not(db: Database) -> None:
    stale, other = await _node(db), await _node(db)
    await _write(stale, "before")
    assert await _retire(other, stale) == [stale.lease.id]
    assert await _retire(other, stale) == []
    with pytest.raises(Fenced):
        await _write(stale, "after")
    await _write(other, "by the other")
    assert await _written(db) == {"before", "by the other"}
    assert (await stale.standing(), await other.standing()) == (False, True)


async def test_retiring_waits_for_what_is_being_written_and_then_sees_it(db: Database) -> None:
    stale, other = await _node(db), await _node(db)
    under_way = asyncio.Event()
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(40):
        tasks.create_task(_write(stale, "under way", meanwhile=under_way))
        await under_way.wait()
        await _retire(other, stale)
        assert await _written(db) == {"under way"}
    with pytest.raises(Fenced):
        await _write(stale, "after")


async def test_a_retired_node_cannot_retire_others(db: Database) -> None:
    stale, other = await _node(db), await _node(db)
    await _retire(other, stale)
    with pytest.raises(Fenced):
        await _retire(stale, other)
    assert await standing_nodes(db) == {other.lease.id}


async def test_a_number_is_given_once_also_when_old_nodes_are_forgotten(db: Database) -> None:
    first, second = await _node(db), await _node(db)
    assert await _retire(first, second)
    third = await _node(db, now=NOW + timedelta(days=31))
    async with db.reading() as session:
        assert set(await session.scalars(select(NodeRow.id))) == {first.lease.id, third.lease.id}
    assert first.lease.number < second.lease.number < third.lease.number
    with pytest.raises(Fenced):
        await _write(second, "from the grave")
