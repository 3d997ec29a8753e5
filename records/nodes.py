"""Who may write: each life of a node has a fencing number, and the checks by it stand in the node's own transactions.

A node that was frozen, or cut off for a whole lease, does not know that others have given it up. So it asks in every
transaction, and they take its right away in one: on PostgreSQL the two lock the same row, on SQLite there is one
writer at a time. What it has committed before is seen by whoever buries it; what comes afterwards is refused.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import NodeRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

_FORGOTTEN_AFTER = timedelta(days=30)
"""A row that is gone gives no right either; it is kept for whoever wonders what happened."""

_STANDING = select(NodeRow.number).where(NodeRow.number == bindparam("number"), NodeRow.retired_at.is_(None))
_ALL_STANDING = select(NodeRow.id).where(NodeRow.retired_at.is_(None))
_STANDING_FOR_SHARE = _STANDING.with_for_update(read=True)
"""Made once: every transaction of a node begins with it."""


class Fenced(SignalError):  # noqa: N818 (an outcome: whoever asked may ask another node)
    """This node was given up by the others: nothing was written."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.DRAINING, "This server was given up for lost; connect again.")


@dataclass(frozen=True, slots=True)
class NodeLease:
    """The right to write as node `id`; a later right has a higher `number`."""

    id: str
    number: int


class NodeDatabase(Database):
    """The database as one node sees it. It is handed to the node's parts instead of the bare one, so none can forget
    to check: every transaction begins with it. `lease` is replaced when the node has to begin a new life.
    """

    def __init__(self, database: Database, lease: NodeLease) -> None:
        super().__init__(database.engine, turn=database.turn, looks=database.looks)
        self.lease = lease

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """As the bare one. Raises Fenced, before anything else is done, when the node's right was taken away."""
        async with super().transaction() as session:
            if await session.scalar(_STANDING_FOR_SHARE, {"number": self.lease.number}) is None:
                raise Fenced
            yield session

    async def standing(self) -> bool:
        """Whether this node may still write, as far as a look can tell."""
        return bool(await self.look(_STANDING, {"number": self.lease.number}))


async def register_node(database: Database, *, now: datetime) -> NodeLease:
    """Begin a life: a new id, and a number higher than all before."""
    async with database.transaction() as session:
        await session.execute(delete(NodeRow).where(NodeRow.retired_at < now - _FORGOTTEN_AFTER))
        node = NodeRow(id=new_id(), started_at=now)
        session.add(node)
        await session.flush()
        return NodeLease(node.id, node.number)


async def retire_nodes(session: AsyncSession, node_ids: Collection[str], *, now: datetime) -> list[str]:
    """Take these nodes' right to write away; gives those that had it. Waits for what they are writing just now."""
    row = NodeRow
    retired = await session.scalars(
        update(row).where(row.id.in_(node_ids), row.retired_at.is_(None)).values(retired_at=now).returning(row.id)
    )
    return list(retired)


async def standing_nodes(database: Database) -> set[str]:
    """The ids of all nodes that may write."""
    return {node_id for (node_id,) in await database.look(_ALL_STANDING)}
