"""What was promised to customers: read by everybody who works on cases, settled and put off by people."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, StringConstraints

from records.commitments import CommitmentList, CommitmentRecord, Listed, Settled, list_in_state, move, settle
from records.tables import CommitmentRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.operation import Ask

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class CommitmentSearch(BaseModel, extra="forbid"):
    """`open` ones are somebody's task; `failing`: the broken ones first, then what is overdue."""

    state: Listed = "open"
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class Settlement(BaseModel, extra="forbid"):
    """How it ended."""

    state: Settled
    reason: Reason | None = Field(default=None, description="why it could not be kept, or what was done")


class Postponement(BaseModel, extra="forbid"):
    """Until which day, where the customer is, and why."""

    due_on: date = Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))
    reason: Reason


async def search_commitments(ask: Ask[None, CommitmentSearch]) -> CommitmentList:
    """The one due first on top."""
    query = ask.query
    async with ask.parts.database.reading() as session:
        return await list_in_state(
            session, query.state, limit=query.limit, offset=query.offset, now=ask.parts.clock()
        )  # fmt: skip


async def settle_commitment(ask: Ask[Settlement, None]) -> CommitmentRecord:
    """Once: the same word again changes nothing, another one is a `version_conflict`."""
    async with ask.parts.database.transaction() as session:
        found = await settle(
            session, ask.path("commitment_id"), ask.body.state, user_id=ask.caller.user_id or "",
            now=ask.parts.clock(), reason=ask.body.reason,
        )  # fmt: skip
    if found is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such commitment.")
    if found.state != ask.body.state:
        raise SignalError(ErrorCode.VERSION_CONFLICT, "Somebody else has settled it meanwhile.")
    return found


async def move_commitment(ask: Ask[Postponement, None]) -> CommitmentRecord:
    """To the same time of another day that has not passed. What is settled already is a `version_conflict`."""
    now = ask.parts.clock()
    async with ask.parts.database.transaction() as session:
        row = await session.get(CommitmentRow, ask.path("commitment_id"))
        due_at = _same_time(row, ask.body.due_on) if row is not None else now
        if row is not None and due_at < now:
            raise SignalError(ErrorCode.INVALID_FIELD, "due_on: this day has passed.")
        found = await move(
            session, ask.path("commitment_id"), due_at=due_at, reason=ask.body.reason,
            user_id=ask.caller.user_id or "", now=now,
        )  # fmt: skip
    if found is None:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such commitment.")
    if found.state != "open":
        raise SignalError(ErrorCode.VERSION_CONFLICT, "Somebody else has settled it meanwhile.")
    return found


def _same_time(row: CommitmentRow, day: date) -> datetime:
    """Of the two there are where clocks go back, the later: nothing is due before its time."""
    zone = ZoneInfo(row.time_zone)
    at: time = row.due_at.astimezone(zone).time()
    return datetime.combine(day, at.replace(fold=1), zone).astimezone(UTC)
