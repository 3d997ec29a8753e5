"""Tells the world of promises that are due in a day, and of those that are due: an event each, once.

The event and the note that it was told commit together. A promise that was made or put off less than a day before its
time is told of when it is due.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from records.beat import keep_doing
from records.commitments import anything_due, due_soon
from records.database import Database
from records.outbox import enqueue_event
from records.tables import CaseRow, CommitmentRow

When = Literal["in_a_day", "now"]
Clock = Callable[[], datetime]
_A_DAY = timedelta(days=1)


async def run_reminders(
    database: Database, *, clock: Clock, wake: asyncio.Event, poll_s: float = 15.0
) -> None:  # fmt: skip
    """Look until cancelled."""
    await keep_doing(partial(remind, database, clock=clock), name="reminders", wake=wake, poll_s=poll_s)


async def remind(database: Database, *, clock: Clock) -> bool:
    """Some of those whose time has come; False when there are none."""
    now = clock()
    async with database.reading() as session:
        if not await anything_due(session, within=_A_DAY, now=now):
            return False
    async with database.transaction() as session:
        rows = await due_soon(session, within=_A_DAY, now=now)
        for row in rows:
            when = _when(row, now)
            if when is not None:
                await _tell(session, row, when, now=now)
            row.reminded_at = row.reminded_at or now
            if row.due_at <= now:
                row.due_told_at = now
    return bool(rows)


def _when(row: CommitmentRow, now: datetime) -> When | None:
    if row.due_at <= now:
        return "now"
    known_since = datetime.fromisoformat(row.moves[-1]["at"]) if row.moves else row.created_at
    return "in_a_day" if known_since <= row.due_at - _A_DAY else None


async def _tell(session: AsyncSession, row: CommitmentRow, when: When, *, now: datetime) -> None:
    case = await session.get_one(CaseRow, row.case_id)
    data = {
        "commitment_id": row.id, "case_reference": case.reference, "call_id": row.call_id, "kind": row.kind,
        "note": row.note, "due": when, "due_at": row.due_at.isoformat(), "time_zone": row.time_zone,
    }  # fmt: skip
    payload = {"type": "commitment.due", "timestamp": now.isoformat(), "data": data}
    key = f"{row.id}:{when}:{row.due_at.isoformat()}"
    await enqueue_event(session, type="commitment.due", key=key, payload=payload, now=now)
