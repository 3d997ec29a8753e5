"""Where the people of live calls are: which page, held by which node."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import ParticipantRow


async def locate_participant(session: AsyncSession, participant_id: str) -> ParticipantRow:
    """The participant's row; raises NoResultFound for an id that never was."""
    return await session.get_one(ParticipantRow, participant_id)


async def mark_node(database: Database, participant_id: str, node_id: str) -> None:
    """Remember which node holds this person's page, for the case that the node dies."""
    row = ParticipantRow
    async with database.transaction() as session:
        await session.execute(update(row).where(row.id == participant_id).values(node_id=node_id))


async def nodes_in_use(session: AsyncSession) -> set[str]:
    """The nodes that hold pages of live calls, as far as the rows know."""
    row = ParticipantRow
    present = select(row.node_id).where(row.live, row.page_id.is_not(None), row.node_id.is_not(None))
    return {node for node in await session.scalars(present.distinct()) if node is not None}


async def stranded_on(session: AsyncSession, nodes: Collection[str]) -> list[ParticipantRow]:
    """People whose page was held by one of these nodes."""
    row = ParticipantRow
    there = select(row).where(row.live, row.page_id.is_not(None), row.node_id.in_(nodes))
    return list(await session.scalars(there))
