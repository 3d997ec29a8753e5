"""What an approved summary promises the customer becomes somebody's task, on the day it names where they are."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, CommitmentRow
from signaling.protocol.words import Role
from summary.model import Summary
from summary.statements import Commitment

_END_OF_DAY = time(23, 59)


async def keep_promises(session: AsyncSession, call: CallRow, body: Summary, *, now: datetime) -> None:
    """Those of our side that name a day. A promise without one is in the summary, and nobody's to be reminded of."""
    for promise in body.commitments:
        if promise.who is Role.AGENT and promise.due_on is not None:
            session.add(_task(call, promise, now))
    await session.flush()


def _task(call: CallRow, promise: Commitment, now: datetime) -> CommitmentRow:
    zone = promise.time_zone or "UTC"
    starts, ends = (_moment(promise, at, zone) for at in (time(0), _END_OF_DAY))
    return CommitmentRow(
        case_id=call.case_id, call_id=call.id, kind="promise", channel=None, contact="", note=promise.text,
        starts_at=starts, due_at=ends, time_zone=zone, created_at=now, state="open", moves=[],
    )  # fmt: skip


def _moment(promise: Commitment, at: time, zone: str) -> datetime:
    day = promise.due_on
    if day is None:
        raise ValueError("a task needs a day")
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
