"""Where the people of live calls are: which page, held by which node."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database, few_lengths
from records.tables import NodeRow, ParticipantRow, core


async def mark_node(database: Database, participant_id: str, node_id: str) -> None:
    """Remember which node holds this person's page, for the case that the node dies."""
    async with database.transaction() as session:
        await mark_nodes(session, [participant_id], node_id)


async def mark_nodes(session: AsyncSession, participant_ids: Collection[str], node_id: str) -> None:
    """The same for many."""
    row = core(ParticipantRow)
    await session.execute(update(row).where(row.c.id.in_(few_lengths(participant_ids))).values(node_id=node_id))


async def keep_seats(session: AsyncSession, seats: Collection[tuple[str, str]], node_id: str) -> set[str]:
    """Mark the node for those (by participant and page) whose seat is still that page's; gives back who these are.

    Nobody is waited for: a seat that somebody is writing at this moment is about to be another one, or soon free again.
    """
    row = core(ParticipantRow)
    still_theirs = (
        select(row.c.id)
        .where(row.c.live, tuple_(row.c.id, row.c.page_id).in_(few_lengths(seats)))
        .with_for_update(skip_locked=True, key_share=True)
    )
    kept = update(row).where(row.c.id.in_(still_theirs)).values(node_id=node_id).returning(row.c.id)
    return set((await session.execute(kept)).scalars())


async def held_by(session: AsyncSession, participant_id: str) -> str | None:
    """Which node holds this person's page."""
    row = core(ParticipantRow)
    found: str | None = await session.scalar(select(row.c.node_id).where(row.c.id == participant_id))
    return found


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
