"""How things stand, in few words: enough to see whether what a page was shown is old. Read often, by every node."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import few_lengths
from records.tables import AgentRow, CallRow, MessageRow, OfferRow, ParticipantRow

_AT_ONCE = 100
"""Few enough that no statement keeps the loop from all else for more than a millisecond or two."""


async def standing_calls(session: AsyncSession, call_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """The version of each call, and how many lines of text it has."""
    found: dict[str, tuple[int, int]] = {}
    lines = select(func.count()).where(MessageRow.call_id == CallRow.id).scalar_subquery()
    for some in _portions(call_ids):
        rows = await session.execute(select(CallRow.id, CallRow.version, lines).where(CallRow.id.in_(some)))
        found |= {call_id: (version, count) for call_id, version, count in rows}
    return found


async def given_up_seats(session: AsyncSession, participant_ids: Collection[str]) -> set[str]:
    """Those of these participants who do not belong to their call any more."""
    row = ParticipantRow
    found: set[str] = set()
    for some in _portions(participant_ids):
        found |= set(await session.scalars(select(row.id).where(row.id.in_(some), row.left_at.is_not(None))))
    return found


async def standing_agents(session: AsyncSession, user_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """The state of each agent, and the offer that rings at them."""
    found: dict[str, tuple[str, str | None]] = {}
    for some in _portions(user_ids):
        rows = await session.execute(
            select(AgentRow.user_id, AgentRow.state, OfferRow.id)
            .outerjoin(OfferRow, (OfferRow.user_id == AgentRow.user_id) & OfferRow.outcome.is_(None))
            .where(AgentRow.user_id.in_(some))
        )
        found |= {user_id: (state, offer_id) for user_id, state, offer_id in rows}
    return found


def _portions(ids: Collection[str]) -> Iterator[list[str]]:
    ordered: list[Any] = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield few_lengths(ordered[start : start + _AT_ONCE])
