"""Where the people of live calls are: which page, held by which node."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import CallRow, NodeRow, ParticipantRow, core
from signaling.protocol.words import CallState, Role

_PERSON = core(ParticipantRow)
_WAITING = (CallState.WAITING, CallState.OFFERED)


async def hold_seat(session: AsyncSession, participant_id: str, page_id: str, node_id: str) -> bool:
    """Mark the node that holds this page, for the case that the node dies; False when the seat is not the page's.

    Whoever is writing the seat is waited for.
    """
    theirs = update(_PERSON).where(_PERSON.c.id == participant_id, _PERSON.c.page_id == page_id)
    held = await session.execute(theirs.values(node_id=node_id).returning(_PERSON.c.id))
    return held.first() is not None


async def keep_seats(
    session: AsyncSession, seats: Collection[tuple[str, str]], node_id: str
) -> set[tuple[str, str]]:  # fmt: skip
    """Mark the node for those (by participant and page) whose seat is still that page's; gives back which these are.

    Nobody is waited for: we would hold the seats of others meanwhile, which that writer may want next; and a seat that
    is being written is about to be another one, or soon free again.
    """
    seat = tuple_(_PERSON.c.id, _PERSON.c.page_id)
    still_theirs = select(_PERSON.c.id).where(_PERSON.c.live, seat.in_(few_lengths(seats)))
    free = still_theirs.with_for_update(skip_locked=True, key_share=True)
    kept = update(_PERSON).where(_PERSON.c.id.in_(free)).values(node_id=node_id)
    found = await session.execute(kept.returning(_PERSON.c.id, _PERSON.c.page_id))
    return {(participant_id, page_id) for participant_id, page_id in found}


async def without_page(session: AsyncSession, participant_ids: Collection[str]) -> set[str]:
    """Those of these people in live calls who count as gone."""
    gone = select(_PERSON.c.id).where(_PERSON.c.live, _PERSON.c.page_id.is_(None))
    return set(await session.scalars(gone.where(_PERSON.c.id.in_(few_lengths(participant_ids)))))


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


async def waiting_on(session: AsyncSession, node_ids: Collection[str]) -> list[ParticipantRow]:
    """Customers who wait for somebody, and whose page one of these nodes holds."""
    row, call = ParticipantRow, CallRow
    there = select(row).where(row.live, row.role == Role.CUSTOMER, row.page_id.is_not(None), row.node_id.in_(node_ids))
    waiting = there.join(call, call.id == row.call_id).where(call.state.in_(_WAITING))
    return list(await session.scalars(waiting))
