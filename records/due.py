"""Whether there is anything to do by now, for a clock that looks several times a second and mostly finds nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select

from records.database import Database
from records.queue import MAY_PAIR
from records.tables import AgentRow, CallRow, OfferRow, RecordingRow
from signaling.domain.call import LIVE
from signaling.protocol.words import AgentState, CallState, RecordingState

_NOW = bindparam("now", type_=CallRow.deadline_at.type)


@dataclass(frozen=True, slots=True)
class Due:
    """Offers that are to stop ringing, calls whose state is over, customers for whom somebody is free; and whether
    anything is being recorded, which others look after.
    """

    offers: bool
    calls: bool
    pairs: bool
    recordings: bool


_LOOK = select(
    exists()
    .where(OfferRow.outcome.is_(None), AgentRow.user_id == OfferRow.user_id)
    .where(or_(OfferRow.expires_at <= _NOW, AgentRow.state != AgentState.RINGING)),
    exists().where(CallRow.state.in_([state for state in CallState if state in LIVE]), CallRow.deadline_at <= _NOW),
    MAY_PAIR,
    exists().where(RecordingRow.state == RecordingState.OPEN),
)


async def look_due(database: Database, *, now: datetime) -> Due:
    """One statement for all of it."""
    (found,) = await database.look(_LOOK, {"now": now})
    return Due(*map(bool, found))
