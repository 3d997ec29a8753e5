"""How things stand, in few words: enough to see whether what a page was shown is old. Read often, by every node."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from records.database import Database, few_lengths
from records.tables import AgentRow, CallRow, MessageRow, OfferRow, ParticipantRow, core

_AT_ONCE = 100
"""Few enough that no statement keeps the loop from all else for more than a millisecond or two."""

_AGENT, _CALL, _MESSAGE, _OFFER, _SEAT = map(core, (AgentRow, CallRow, MessageRow, OfferRow, ParticipantRow))
_THESE: BindParameter[str] = bindparam("these", expanding=True)
_LINES = select(func.count()).where(_MESSAGE.c.call_id == _CALL.c.id).scalar_subquery()
_CALLS = select(_CALL.c.id, _CALL.c.version, _LINES).where(_CALL.c.id.in_(_THESE))
_GIVEN_UP = select(_SEAT.c.id).where(_SEAT.c.id.in_(_THESE), _SEAT.c.left_at.is_not(None))
_AGENTS = (
    select(_AGENT.c.user_id, _AGENT.c.state, _OFFER.c.id)
    .outerjoin(_OFFER, (_OFFER.c.user_id == _AGENT.c.user_id) & _OFFER.c.outcome.is_(None))
    .where(_AGENT.c.user_id.in_(_THESE))
)
_RINGING = select(_OFFER.c.user_id, _OFFER.c.id).where(_OFFER.c.outcome.is_(None))


async def standing_calls(database: Database, call_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """The version of each call, and how many lines of text it has."""
    found: dict[str, tuple[int, int]] = {}
    for some in _portions(call_ids):
        rows = await database.look(_CALLS, {"these": some})
        found |= {call_id: (version, count) for call_id, version, count in rows}
    return found


async def given_up_seats(database: Database, participant_ids: Collection[str]) -> set[str]:
    """Those of these participants who do not belong to their call any more."""
    found: set[str] = set()
    for some in _portions(participant_ids):
        found |= {participant_id for (participant_id,) in await database.look(_GIVEN_UP, {"these": some})}
    return found


async def standing_agents(database: Database, user_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """The state of each agent, and the offer that rings at them."""
    found: dict[str, tuple[str, str | None]] = {}
    for some in _portions(user_ids):
        rows = await database.look(_AGENTS, {"these": some})
        found |= {user_id: (state, offer_id) for user_id, state, offer_id in rows}
    return found


async def ringing_offers(database: Database) -> dict[str, str]:
    """The offer that rings at each agent at whom one does."""
    return dict(await database.look(_RINGING))


def _portions(ids: Collection[str]) -> Iterator[list[str]]:
    ordered: list[Any] = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield few_lengths(ordered[start : start + _AT_ONCE])
