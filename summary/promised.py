"""What an approved summary promises the customer becomes somebody's task, on the day it names where they are."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, CommitmentRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from summary.model import Summary
from summary.statements import Commitment
from summary.zones import zone_exists

_BEGIN_OF_DAY, _END_OF_DAY = time(0), time(23, 59, fold=1)
"""Where clocks go back at midnight there are two of the latter, and the day ends with the second."""
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def check_days(body: Summary) -> None:
    """Raises SignalError with `invalid_field` for a promise whose day no task could have."""
    for promise in body.commitments:
        if promise.due_on is not None and not _FIRST_DAY <= promise.due_on <= _LAST_DAY:
            raise SignalError(ErrorCode.INVALID_FIELD, f"No promise is due on {promise.due_on}.")
        if promise.time_zone is not None and not zone_exists(promise.time_zone):
            raise SignalError(ErrorCode.INVALID_FIELD, f"There is no time zone {promise.time_zone}.")


async def keep_promises(session: AsyncSession, call: CallRow, body: Summary, *, now: datetime) -> None:
    """Those of our side that name a day. A promise without one is in the summary, and nobody's to be reminded of."""
    for promise in body.commitments:
        if promise.who is Role.AGENT and promise.due_on is not None:
            session.add(_task(call, promise, now))
    await session.flush()


def _task(call: CallRow, promise: Commitment, now: datetime) -> CommitmentRow:
    zone = promise.time_zone or "UTC"
    starts, ends = (_moment(promise, at, zone) for at in (_BEGIN_OF_DAY, _END_OF_DAY))
    return CommitmentRow(
        case_id=call.case_id, call_id=call.id, kind="promise", channel=None, contact="", note=promise.text,
        starts_at=starts, due_at=ends, time_zone=zone, created_at=now, state="open", moves=[],
    )  # fmt: skip


def _moment(promise: Commitment, at: time, zone: str) -> datetime:
    day = promise.due_on
    if day is None:
        raise ValueError("a task needs a day")
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
