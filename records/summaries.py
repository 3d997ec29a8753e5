"""The memory of summaries: the row of a call, the edits, and attaching it to the case. Commits nothing by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, CaseEntryRow, SummaryEditRow, SummaryRow
from signaling.protocol.words import CallState


async def load_summary(session: AsyncSession, call_id: str, *, for_update: bool = False) -> SummaryRow | None:
    """The row as it stands, or None. `for_update` holds off other writers of it until the commit."""
    query = select(SummaryRow).where(SummaryRow.call_id == call_id).execution_options(populate_existing=True)
    return await session.scalar(query.with_for_update() if for_update else query)


async def insert_draft(
    session: AsyncSession, *, call_id: str, case_id: str, draft: dict[str, Any], notes_version: int, now: datetime
) -> SummaryRow:
    """Write the first draft, or give back the one somebody else has written meanwhile, held until the commit."""
    row = SummaryRow(
        call_id=call_id, case_id=case_id, state="draft", version=1, draft=draft, body=draft, drafted_at=now,
        notes_version=notes_version,
    )  # fmt: skip
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = await load_summary(session, call_id, for_update=True)
        if found is None:
            raise
        return found
    return row


async def list_edits(session: AsyncSession, call_id: str) -> Sequence[SummaryEditRow]:
    """Every change people made, in order."""
    query = select(SummaryEditRow).where(SummaryEditRow.call_id == call_id).order_by(SummaryEditRow.version)
    return (await session.scalars(query)).all()


async def attach_to_case(
    session: AsyncSession, *, case_id: str, call_id: str, data: dict[str, Any], now: datetime
) -> None:
    """Put the approved summary on the case. The unique key makes a second one an error: nobody may approve twice."""
    session.add(CaseEntryRow(case_id=case_id, kind="summary", key=call_id, at=now, data=data))
    await session.flush()


async def list_unreviewed(session: AsyncSession, *, drafted_before: datetime, most: int) -> Sequence[str]:
    """Calls in wrap-up whose drafts have been waiting for a person since before then, the oldest first."""
    found = await session.scalars(
        select(SummaryRow.call_id)
        .join(CallRow, CallRow.id == SummaryRow.call_id)
        .where(SummaryRow.state == "draft", SummaryRow.drafted_at < drafted_before)
        .where(CallRow.state == CallState.WRAP_UP)
        .order_by(SummaryRow.drafted_at, SummaryRow.call_id)
        .limit(most)
    )
    return found.all()
