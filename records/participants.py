"""Where the people of live calls are: which page, held by which node."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import NodeRow, ParticipantRow


async def locate_participant(session: AsyncSession, participant_id: str) -> ParticipantRow:
    """The participant's row; raises NoResultFound for an id that never was."""
    return await session.get_one(ParticipantRow, participant_id)


async def mark_node(database: Database, participant_id: str, node_id: str) -> None:
    """Remember which node holds this person's page, for the case that the node dies."""
    row = ParticipantRow
    async with database.transaction() as session:
        await session.execute(update(row).where(row.id == participant_id).values(node_id=node_id))


async def stranded(session: AsyncSession, buried: Collection[str], *, retired_before: datetime) -> list[ParticipantRow]:
    """People whose page was held by a node that is no more.

    Those of the `buried` are lost at once. A node that left in order has sent its people elsewhere, and whoever has
    buried one may have died over it: so after a while (`retired_before`) whoever is still on any such node is lost.
    """
    row, node = ParticipantRow, NodeRow
    may_have_people = select(node.id).where(or_(node.retired_at.is_(None), node.retired_at > retired_before))
    there = select(row).where(row.live, row.page_id.is_not(None), row.node_id.is_not(None))
    lost = or_(row.node_id.in_(buried), row.node_id.not_in(may_have_people))
    return list(await session.scalars(there.where(lost)))
