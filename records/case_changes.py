"""When something of a case last became other than it was, by what it is. Reads only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.sent_again import KIND as SENT_AGAIN
from records.tables import CaseEntryRow, VoucherRow
from records.told_under import SAID_ANOTHERS, SAID_OURS

STATEMENT, FILE, LETTER, JOURNEY = "statement", "file", "letter", "journey"
_ENTRIES: Final[Mapping[str, str]] = {
    "statement_confirmed": STATEMENT, "statement_arrived": STATEMENT, "evidence_filed": FILE, SENT_AGAIN: FILE,
    "enquiry_sent": LETTER, "enquiry_written": LETTER, "enquiry_answered": LETTER, "tracking_updated": JOURNEY,
    "number_changed": JOURNEY, SAID_OURS: JOURNEY, SAID_ANOTHERS: JOURNEY,
}  # fmt: skip


async def newest_changes(session: AsyncSession, case_id: str) -> Mapping[str, datetime]:
    """Of statements, files and what they are vouchers for, letters, and the journey; what never was is left out."""
    row = CaseEntryRow
    mine = select(row.kind, func.max(row.at)).where(row.case_id == case_id)
    found = [
        (_ENTRIES[kind], at)
        for kind, at in await session.execute(mine.where(row.kind.in_(_ENTRIES)).group_by(row.kind))
    ]
    lines = select(func.max(row.at)).where(row.case_id == case_id, row.kind == "case_changed")
    told = await session.scalar(lines.where(row.data["events_added"].as_integer() > 0))
    marked = await session.scalar(select(func.max(VoucherRow.at)).where(VoucherRow.case_id == case_id))
    found += [(what, at) for what, at in ((JOURNEY, told), (FILE, marked)) if at is not None]
    newest: dict[str, datetime] = {}
    for what, at in found:
        newest[what] = max(at, newest.get(what, at))
    return newest
