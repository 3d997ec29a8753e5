"""Tells whoever asked a carrier that the answer is overdue: once, on the case and to the helpdesk."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from records.beat import keep_doing
from records.cases import add_case_entry
from records.database import Database
from records.enquiries import lock_overdue, remind
from records.outbox import enqueue_event
from records.tables import EnquiryRow, new_id

_AT_ONCE = 20
_POLL_S = 60.0

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def keep_reminding(database: Database, *, clock: Clock, told: Callable[[], None]) -> None:
    """Remind until cancelled. `told` is called when there was somebody to remind."""

    async def look() -> bool:
        reminded = await remind_of_overdue(database, now=clock())
        if reminded:
            told()
        return reminded > 0

    await keep_doing(look, name="reminding", wake=asyncio.Event(), poll_s=_POLL_S)


async def remind_of_overdue(database: Database, *, now: datetime) -> int:
    """Remind of some that are overdue; how many."""
    async with database.transaction() as session:
        rows = await lock_overdue(session, today=now.astimezone(UTC).date(), limit=_AT_ONCE)
        for row in rows:
            await _tell(session, row, now=now)
    return len(rows)


async def _tell(session: AsyncSession, row: EnquiryRow, *, now: datetime) -> None:
    case, owner = await remind(session, row, now=now)
    key = new_id()
    known = {"enquiry_id": row.id, "carrier": row.carrier, "channel": row.channel, "due_on": row.due_on.isoformat()}
    await add_case_entry(session, row.case_id, kind="enquiry_overdue", key=key, data=dict(known), now=now)
    data = {
        "case_reference": case.reference, **known, "asked_at": row.asked_at.isoformat(),
        "owner": {"name": owner.name, "email": owner.email}, "at": now.isoformat(),
    }  # fmt: skip
    payload = {"type": "enquiry.overdue", "timestamp": now.isoformat(), "data": data}
    await enqueue_event(session, type="enquiry.overdue", key=key, payload=payload, now=now)
    log.info("reminding.overdue", case=case.reference, enquiry=row.id)
