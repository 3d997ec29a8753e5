"""Where the people of live calls are: which page, held by which node."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database, few_lengths
from records.tables import NodeRow, ParticipantRow, core
from signaling.protocol.words import Role

_PERSON = core(ParticipantRow)


async def mark_node(database: Database, participant_id: str, node_id: str) -> None:
    """Remember which node holds this person's page, for the case that the node dies."""
    async with database.transaction() as session:
        await session.execute(update(_PERSON).where(_PERSON.c.id == participant_id).values(node_id=node_id))


async def mark_nodes(session: AsyncSession, participant_ids: Collection[str], node_id: str) -> set[str]:
    """The same for many, all but those whose seat somebody is writing at this moment; gives back who is marked.

    Nobody is waited for: we would hold the seats of others meanwhile, which that writer may want next.
    """
    free = select(_PERSON.c.id).where(_PERSON.c.id.in_(few_lengths(participant_ids)))
    marked = update(_PERSON).where(_PERSON.c.id.in_(_not_being_written(free))).values(node_id=node_id)
    return set((await session.execute(marked.returning(_PERSON.c.id))).scalars())


async def keep_seats(
    session: AsyncSession, seats: Collection[tuple[str, str]], node_id: str
) -> set[tuple[str, str]]:  # fmt: skip
    """Mark the node for those (by participant and page) whose seat is still that page's; gives back which these are.

    Nobody is waited for here either: a seat that is being written is about to be another one, or soon free again.
    """
    seat = tuple_(_PERSON.c.id, _PERSON.c.page_id)
    still_theirs = select(_PERSON.c.id).where(_PERSON.c.live, seat.in_(few_lengths(seats)))
    kept = update(_PERSON).where(_PERSON.c.id.in_(_not_being_written(still_theirs))).values(node_id=node_id)
    found = await session.execute(kept.returning(_PERSON.c.id, _PERSON.c.page_id))
    return {(participant_id, page_id) for participant_id, page_id in found}


def _not_being_written(people: Select[tuple[str]]) -> Select[tuple[str]]:
    return people.with_for_update(skip_locked=True, key_share=True)


async def held_by(session: AsyncSession, participant_id: str) -> str | None:
    """Which node holds this person's page."""
    found: str | None = await session.scalar(select(_PERSON.c.node_id).where(_PERSON.c.id == participant_id))
    return found


async def agents_named(session: AsyncSession, call_ids: Collection[str]) -> dict[str, str]:
    """By call, the name of the agent who is in it, or was last; a call without one is left out."""
    named = select(_PERSON.c.call_id, _PERSON.c.name).where(
        _PERSON.c.call_id.in_(call_ids), _PERSON.c.role == Role.AGENT
    )
    found: dict[str, str] = {}
    for call_id, name in await session.execute(named.order_by(*last_agent_first(), _PERSON.c.id)):
        found.setdefault(call_id, name)
    return found


def last_agent_first() -> tuple[ColumnElement[Any], ...]:
    """In what order to look for the agent of a call: who is in it, or was last of those who came."""
    there, came = _PERSON.c.left_at.is_(None), _PERSON.c.joined_at.is_not(None)
    return there.desc(), came.desc(), _PERSON.c.left_at.desc()


async def find_last_agent(session: AsyncSession, call_id: str) -> ParticipantRow | None:
    """The agent of this call; where they were lost, and nobody took it over, still that one."""
    agents = select(ParticipantRow).where(ParticipantRow.call_id == call_id, ParticipantRow.role == Role.AGENT)
    found: ParticipantRow | None = await session.scalar(agents.order_by(*last_agent_first()).limit(1))
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
