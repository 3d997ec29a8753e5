"""What is due to somebody: answers that carriers owe, and words that were promised to customers. Reads only."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.contacts.local_time import QuietHours
from cases.contacts.whereabouts import customers_place
from records.contacts import promised_by, zones_told
from records.database import Database
from records.enquiries import owed_by
from records.tables import CaseRow, EnquiryRow

_MOST = 200
_AHEAD = timedelta(days=1)


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class DueLine(_Shown):
    """One thing that is due. `night_until`: until then its customer may be asleep."""

    kind: Literal["answer", "update"]
    case_reference: str
    title: str
    customer_name: str
    owner_id: str | None
    owner_name: str | None
    due_at: datetime
    overdue: bool
    carrier: str | None = Field(description="who owes the answer")
    channel: str | None = Field(description="by which it was asked for")
    night_until: datetime | None


class DueList(_Shown):
    """What is due within a day, the oldest first."""

    lines: tuple[DueLine, ...]


async def read_due_list(database: Database, *, quiet: QuietHours | None, now: datetime) -> DueList:
    """Of everybody; of each kind no more than the oldest two hundred."""
    horizon = now + _AHEAD
    async with database.reading() as session:
        owed = await owed_by(session, horizon.astimezone(UTC).date(), limit=_MOST)
        promised = await promised_by(session, horizon, limit=_MOST)
        zones = await zones_told(session, [case.id for case, _, _ in promised])
    answers = [_answer(enquiry, case, owner, now) for enquiry, case, owner in owed]
    nights = await asyncio.to_thread(
        lambda: [customers_place(case, zone_told=zones.get(case.id)).day_begins(now, quiet) for case, _, _ in promised]
    )
    updates = [_update(*each, until, now) for each, until in zip(promised, nights, strict=True)]
    found = sorted([*answers, *updates], key=lambda one: (one.due_at, one.case_reference))
    return DueList(lines=tuple(found))


def _answer(enquiry: EnquiryRow, case: CaseRow, owner: str, now: datetime) -> DueLine:
    due_at = _end_of(enquiry.due_on)
    return DueLine(
        kind="answer", case_reference=case.reference, title=case.title, customer_name=case.customer_name,
        owner_id=enquiry.asked_by, owner_name=owner, due_at=due_at, overdue=due_at < now,
        carrier=enquiry.carrier or None, channel=enquiry.channel, night_until=None,
    )  # fmt: skip


def _update(
    case: CaseRow, owner_id: str | None, owner: str | None, night_until: datetime | None, now: datetime
) -> DueLine:  # fmt: skip
    due_at = case.next_update_at or now
    return DueLine(
        kind="update", case_reference=case.reference, title=case.title, customer_name=case.customer_name,
        owner_id=owner_id, owner_name=owner, due_at=due_at, overdue=due_at < now, carrier=None, channel=None,
        night_until=night_until,
    )  # fmt: skip


def _end_of(day: date) -> datetime:
    """The last moment of a day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(seconds=1)
